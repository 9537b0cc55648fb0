using System.Text.Json;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What is asked of the Mattermost Daily Ops Digest: a run now, a run by the schedule, and what people decide of messages that are uncertain.</summary>
public sealed class Digests(IUnits units, PackageRegistry registry, PackageRules rules, DirectiveService directives, SignalBus signals, TimeProvider time)
{
    public const string PackageSlug = "mattermost_daily_ops_digest";
    /// <summary>The agent that writes summaries, in the package's manifest.</summary>
    public const string AgentKey = "digest_generator";

    /// <summary>Without it nothing is posted.</summary>
    public const string PostPermission = "mattermost.post";

    public const string ExecutionName = "mattermost.digest";

    /// <summary>How often people may run it in <see cref="ManualSpan"/>.</summary>
    public const int ManualMost = 3;

    public static readonly TimeSpan ManualSpan = TimeSpan.FromHours(1);

    /// <summary>
    /// Asks for a digest of the 24 hours until now. The same form twice is one run. Errors: <see cref="NotFound"/>, <see cref="Conflict"/> (not installed, or disabled), <see cref="Invalid"/> (what the
    /// configuration lacks), <see cref="Throttled"/>, <see cref="Forbidden"/>.
    /// </summary>
    /// <param name="formKey">Issued with the form; the execution's id.</param>
    public Task<Result<Guid>> RunNowAsync(OperationContext operation, Guid installationId, Guid formKey, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var run = new RunOf(formKey, ExecutionTrigger.Manual, DigestWindow.Until(now), $"digest:{operation.Tenant.Slug}:manual:{formKey}", formKey.ToString());
        return units.RunAsync<Guid>(operation, unit => RequestAsync(unit, installationId, run, cancel), cancel);
    }

    /// <summary>Asks for the digest of a local day, in the schedule's name. Asked for twice, it is one; what is disabled or lacks something is left alone, and the page of the installation says so.</summary>
    public Task<Result<Guid>> RunScheduledAsync(OperationContext operation, Guid installationId, DateOnly day, DigestWindow window, CancellationToken cancel = default)
    {
        return units.RunAsync<Guid>(
            operation,
            async unit =>
            {
                var installation = await FindAsync(unit, installationId, cancel);
                if (!installation.IsOk) return installation.Error!;
                var channel = ChannelOf(installation.Value);
                var key = $"digest:{unit.Tenant.Slug}:{day:yyyy-MM-dd}:{channel}";
                var id = NameBasedGuid.Version5(installationId, key);
                return await RequestAsync(unit, installationId, new RunOf(id, ExecutionTrigger.Schedule, window, key, $"schedule@{day:yyyy-MM-dd}"), cancel);
            },
            cancel);
    }

    /// <summary>What a person says of a message that is uncertain, having looked in the channel.</summary>
    public Task<Result<DirectiveReceipt>> DecideAsync(OperationContext operation, Guid messageId, int attempt, bool isThere, string? reason, CancellationToken cancel = default) =>
        units.RunAsync<DirectiveReceipt>(
            operation,
            async unit =>
            {
                var message = await unit.Db.OutboundMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == messageId, cancel);
                if (message is null) return new NotFound();
                if (message.Status != OutboundStatus.Uncertain || message.Attempt != attempt) return new Conflict($"The message is {message.Status} now. Somebody has decided already; reload.");
                var execution = await unit.Db.Executions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == message.ExecutionId, cancel);
                var stream = execution?.InstallationId is { } installation ? PackageInstallation.Subject(installation).Stream : null;
                if (execution is not null) unit.Join(operation with { CorrelationId = execution.CorrelationId, CausationId = execution.DirectiveId });
                return await directives.RequestAsync(
                    unit,
                    isThere ? DigestDirectives.Settle : DigestDirectives.Resend,
                    new(OutboundMessage.Subject(messageId), new DecideMessage(messageId, attempt, reason), $"{attempt}", stream),
                    cancel);
            },
            cancel);

    /// <summary>When a person may run it again; null for now.</summary>
    internal static DateTimeOffset? NextManual(IReadOnlyList<DateTimeOffset> newestFirst, DateTimeOffset now) =>
        newestFirst.Count(at => at > now - ManualSpan) >= ManualMost ? newestFirst[ManualMost - 1] + ManualSpan : null;

    internal static Task<List<DateTimeOffset>> ManualRunsAsync(TenantUnit unit, Guid installationId, CancellationToken cancel) =>
        unit.Db.Executions
            .Where(e => e.InstallationId == installationId && e.Name == ExecutionName && e.Trigger == ExecutionTrigger.Manual)
            .OrderByDescending(e => e.CreatedAt).Select(e => e.CreatedAt).Take(ManualMost).ToListAsync(cancel);

    internal static string ChannelOf(PackageInstallation installation) =>
        installation.Config.RootElement.TryGetProperty("channel", out var channel) && channel.ValueKind == JsonValueKind.String && channel.GetString() is { Length: > 0 } name ? name : "default";

    private async Task<Result<Guid>> RequestAsync(TenantUnit unit, Guid installationId, RunOf run, CancellationToken cancel)
    {
        if (run.ExecutionId == Guid.Empty) return new Invalid("formKey", "Reload the page and try again.");
        await unit.LockAsync($"digest:{installationId}", cancel);
        if (await unit.Db.Executions.AnyAsync(e => e.Id == run.ExecutionId, cancel)) return run.ExecutionId;
        var found = await FindAsync(unit, installationId, cancel);
        if (!found.IsOk) return found.Error!;
        var manifest = registry.Find(found.Value.PackageSlug, found.Value.Version) ?? registry.Find(found.Value.PackageSlug)!;
        var problems = await rules.ProblemsAsync(unit, manifest, found.Value.Config.RootElement, complete: true, cancel);
        if (problems.Count > 0) return new Invalid(problems);
        var now = time.GetUtcNow();
        if (run.Trigger == ExecutionTrigger.Manual && NextManual(await ManualRunsAsync(unit, installationId, cancel), now) is { } next)
            return new Throttled($"It has been run {ManualMost} times in the last hour, which is as often as it may. Run it again after {next.UtcDateTime:HH:mm} UTC.", next - now);

        unit.Join(unit.Operation with { CorrelationId = NameBasedGuid.Version5(unit.Tenant.OrganizationId, run.CorrelationKey), CausationId = null });
        var execution = new Execution
        {
            Id = run.ExecutionId,
            Name = ExecutionName,
            Trigger = run.Trigger,
            Status = ExecutionStatus.Requested,
            InstallationId = installationId,
            CorrelationId = unit.Operation.CorrelationId,
            CorrelationKey = run.CorrelationKey,
            RequestedByType = unit.Operation.Actor.Type,
            RequestedById = unit.Operation.Actor.Id,
            WindowFrom = run.Window.From,
            WindowTo = run.Window.To,
            CreatedAt = now,
        };
        unit.Db.Executions.Add(execution);
        await unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(unit, DigestSignals.Requested, Execution.Subject(execution.Id), new DigestFact(execution.Id, installationId, run.Trigger), DigestPosting.On(installationId), cancel);
        var asked = await directives.RequestAsync(
            unit, DigestDirectives.Run, new(Execution.Subject(execution.Id), new RunDigest(execution.Id, installationId), run.Version, PackageInstallation.Subject(installationId).Stream), cancel);
        if (!asked.IsOk) return asked.Error!;
        await unit.Db.Executions.Where(e => e.Id == execution.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.DirectiveId, asked.Value.Id), cancel);
        return execution.Id;
    }

    private static async Task<Result<PackageInstallation>> FindAsync(TenantUnit unit, Guid installationId, CancellationToken cancel)
    {
        var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == installationId && i.PackageSlug == PackageSlug, cancel);
        return installation switch
        {
            null => new NotFound(),
            { InstalledAt: null } or { Status: InstallationStatus.Uninstalled or InstallationStatus.Uninstalling } => new Conflict("The digest is not installed."),
            { Enabled: false } => new Conflict("The digest is disabled. Enable it, then run it."),
            _ => installation,
        };
    }

    /// <param name="Version">What makes two requests the same, in the directive's idempotency key.</param>
    private sealed record RunOf(Guid ExecutionId, string Trigger, DigestWindow Window, string CorrelationKey, string Version);
}
