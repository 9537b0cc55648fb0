using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Keeps the calendar as installations say, and asks for digests when it fires.</summary>
public sealed partial class DigestSchedule(IUnits units, IDailyCalendar calendar, Digests digests, TimeProvider time, ILogger<DigestSchedule> log) : IReconciled
{
    public const string Kind = "mattermost.digest";

    /// <summary>Sets the firing of an installation as it is configured now, or takes it away. Who comes later waits, and so sees the newest.</summary>
    public async Task FollowAsync(TenantUnit unit, Guid installationId, CancellationToken cancel)
    {
        await unit.LockAsync($"digest-schedule:{installationId}", cancel);
        var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == installationId && i.PackageSlug == Digests.PackageSlug, cancel);
        if (installation is not null && Wanted(unit.Tenant, installation) is { } firing) await calendar.SetAsync(firing, cancel);
        else await calendar.RemoveAsync(DailyFiring.KeyOf(Kind, unit.Tenant, installationId), cancel);
    }

    /// <summary>Asks for the digest of a local date; says on the installation why it could not.</summary>
    public async Task FiredAsync(DailyFiring firing, DateOnly localDate, DateTimeOffset firedAt, CancellationToken cancel)
    {
        var operation = OperationContext.New(firing.Tenant, Actor.System, Sources.Job);
        var window = DigestWindow.OfDay(localDate, firing.At, IanaZone.Find(firing.Zone).Value);
        var asked = await digests.RunScheduledAsync(operation, firing.Subject, localDate, window, cancel);
        if (asked.IsOk) return;
        LogNotAsked(firing.Tenant.Slug, localDate, asked.Error!.Message);
        if (asked.Error is not Invalid invalid) return;
        var (now, message) = (time.GetUtcNow(), $"The digest of {localDate:yyyy-MM-dd} could not run. {invalid.Message}");
        await units.RunAsync<int>(
            operation,
            async unit => await unit.Db.PackageInstallations
                .Where(i => i.Id == firing.Subject)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.LastErrorKind, OutboundErrorKind.Validation).SetProperty(i => i.LastErrorMessage, message).SetProperty(i => i.LastErrorAt, now), cancel),
            cancel);
    }

    /// <inheritdoc/>
    public async Task<int> ReconcileAsync(TenantRef tenant, CancellationToken cancel)
    {
        var operation = OperationContext.New(tenant, Actor.System, Sources.Job);
        var wanted = await units.ReadAsync(
            operation, async unit => (await unit.Db.PackageInstallations.AsNoTracking().Where(i => i.PackageSlug == Digests.PackageSlug).ToListAsync(cancel)).Select(i => Wanted(tenant, i)).OfType<DailyFiring>().ToList(), cancel);
        var has = (await calendar.AllAsync(cancel)).Where(f => f.Kind == Kind && f.Tenant.TenantId == tenant.TenantId).ToList();
        var wrong = wanted.Except(has).Select(f => f.Subject).Union(has.Select(f => f.Subject).Except(wanted.Select(f => f.Subject))).ToList();
        foreach (var installation in wrong)
            await units.RunAsync<bool>(operation, async unit => { await FollowAsync(unit, installation, cancel); return true; }, cancel);
        return wrong.Count;
    }

    /// <summary>The firing that an installation asks for; null for none.</summary>
    private static DailyFiring? Wanted(TenantRef tenant, PackageInstallation installation) =>
        installation is { Enabled: true, Status: InstallationStatus.Installed or InstallationStatus.Upgrading } && DigestConfiguration.Parse(installation.Config.RootElement).Config is { Enabled: true } config
            ? new DailyFiring(Kind, tenant, installation.Id, config.ScheduleTime, config.Timezone)
            : null;

    [LoggerMessage(LogLevel.Warning, "The digest of {Tenant} for {Date} was not asked for: {Reason}")]
    private partial void LogNotAsked(string tenant, DateOnly date, string reason);
}

/// <summary>What the calendar tells.</summary>
internal sealed class DigestFirings(DigestSchedule schedule) : IDailyFiringHandler
{
    public Task FiredAsync(DailyFiring firing, DateOnly localDate, DateTimeOffset firedAt, CancellationToken cancel) => schedule.FiredAsync(firing, localDate, firedAt, cancel);
}

/// <summary>Whatever changes an installation of the digest may change its schedule.</summary>
internal sealed class DigestScheduleHandler(DigestSchedule schedule) : ISignalHandler
{
    public static readonly SignalSubscription Subscription = new("mattermost.digest.schedule", [.. PackageSignals.Verbs.Select(v => v.Completed.Name)]);

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (!run.ExternalEffects) return;
        if (run.Signal.Payload.RootElement.TryGetProperty("package_slug", out var slug) && slug.ValueEquals(Digests.PackageSlug) && run.Signal.SubjectId is { } id) await schedule.FollowAsync(run.Unit, id, cancel);
    }
}
