using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>How a digest fares: what ran, what waits for a decision, when it runs next, and why it cannot run now.</summary>
public sealed class DigestHealth(IUnits units, TimeProvider time)
{
    private const int NextShown = 3;

    /// <summary>Null where there is no such installation.</summary>
    public Task<DigestHealthView?> ReadAsync(OperationContext operation, Guid installationId, CancellationToken cancel = default) =>
        units.ReadAsync<DigestHealthView?>(
            operation,
            async unit =>
            {
                var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == installationId && i.PackageSlug == Digests.PackageSlug, cancel);
                if (installation is null) return null;
                var executions = await unit.Db.Executions.AsNoTracking().Where(e => e.InstallationId == installationId).OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).Take(10).ToListAsync(cancel);
                var uncertain = await (
                    from message in unit.Db.OutboundMessages.AsNoTracking()
                    join execution in unit.Db.Executions on message.ExecutionId equals execution.Id
                    where execution.InstallationId == installationId && message.Status == OutboundStatus.Uncertain
                    orderby message.CreatedAt descending
                    select message).Take(5).ToListAsync(cancel);
                var now = time.GetUtcNow();
                var (config, _) = DigestConfiguration.Parse(installation.Config.RootElement);
                var connection = config is null ? null : await unit.Db.IntegrationCredentials.AsNoTracking().SingleOrDefaultAsync(c => c.Id == config.CredentialId, cancel);
                var runs = await Digests.ManualRunsAsync(unit, installationId, cancel);
                var posts = config is { Enabled: true } && installation is { Enabled: true, Status: InstallationStatus.Installed };
                return new DigestHealthView(
                    executions,
                    uncertain,
                    posts ? DailyTime.Next(config!.ScheduleTime, IanaZone.Find(config.Timezone).Value, now, NextShown) : [],
                    config?.ScheduleTime,
                    config?.Timezone,
                    connection?.Id,
                    connection is not { Status: CredentialStatus.Connected, LastErrorKind: not OutboundErrorKind.Auth } && config is not null,
                    WhyNot(installation, config, connection, Digests.NextManual(runs, now)));
            },
            cancel);

    private static string? WhyNot(PackageInstallation installation, DigestConfiguration? config, IntegrationCredential? connection, DateTimeOffset? next) =>
        installation.InstalledAt is null ? "It is not installed yet."
        : installation.Status == InstallationStatus.Uninstalled ? "It has been uninstalled."
        : !installation.Enabled ? "It is disabled. Enable it under Manage, then run it."
        : config is null ? "It is not configured yet. Choose a connection, a time zone and a time first."
        : connection is not { Status: CredentialStatus.Connected } ? "Its connection to Mattermost is gone. Connect it again first."
        : next is { } at ? $"It has been run {Digests.ManualMost} times in the last hour, which is as often as it may. Again after {at.UtcDateTime:HH:mm} UTC."
        : null;
}

/// <param name="Uncertain">Messages that may have arrived, for a person to decide.</param>
/// <param name="NextRuns">By the schedule; empty where it has none.</param>
/// <param name="NeedsConnection">The connection is gone, or was refused when it was last used.</param>
/// <param name="WhyNot">Why it cannot be run now; null when it can.</param>
public sealed record DigestHealthView(
    IReadOnlyList<Execution> Executions,
    IReadOnlyList<OutboundMessage> Uncertain,
    IReadOnlyList<DateTimeOffset> NextRuns,
    TimeOnly? At,
    string? Zone,
    Guid? CredentialId,
    bool NeedsConnection,
    string? WhyNot);
