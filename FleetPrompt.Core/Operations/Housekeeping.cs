using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Operations;

/// <summary>
/// What the calendar does when it fires: it looks at every organisation and, where there is something to do, requests a directive in that organisation. It changes nothing itself,
/// so a firing that happens twice does nothing twice.
/// </summary>
public sealed partial class Housekeeping(
    IUnits units,
    ITenantDirectory tenants,
    IProvisioner provisioner,
    Registration registration,
    DirectiveService directives,
    IHistory history,
    LostWork lost,
    IEnumerable<IReconciled> reconciled,
    TimeProvider time,
    ILogger<Housekeeping> log)
{
    public const string Retention = "retention";
    public const string Reconciliation = "reconciliation";

    /// <summary>How long runs of reconciliation are kept.</summary>
    private static readonly TimeSpan KeptRuns = TimeSpan.FromDays(30);

    /// <summary>Requests retention where something has outlived its use. Returns in how many organisations.</summary>
    public async Task<int> RetainAsync(DateTimeOffset firedAt, CancellationToken cancel = default)
    {
        var look = await EachAsync(
            async tenant =>
            {
                var now = time.GetUtcNow();
                var due = await units.ReadAsync(
                    Act(tenant),
                    async unit => await history.IsDueAsync(unit, cancel) || await unit.Db.Exports.AnyAsync(e => e.ExpiresAt < now, cancel),
                    cancel);
                return due && await RequestAsync(tenant, OperationDirectives.ApplyRetention, new Firing(Retention, firedAt), cancel);
            },
            cancel);
        return look.Done;
    }

    /// <summary>
    /// Looks where the database and the list of organisations disagree: lost work, missing and orphaned schemas, migrations left behind, organisations that were not finished.
    /// Lost work goes back in line by a directive; the rest is recorded for operators.
    /// </summary>
    public async Task<ReconcileRun> ReconcileAsync(DateTimeOffset firedAt, CancellationToken cancel = default)
    {
        var started = time.GetUtcNow();
        var unfinished = await FinishAsync(cancel);
        var look = await EachAsync(
            async tenant =>
            {
                foreach (var outside in reconciled) await outside.ReconcileAsync(tenant, cancel);
                var found = await units.ReadAsync(Act(tenant), unit => lost.FindAsync(unit, cancel), cancel);
                return found.Any && await RequestAsync(tenant, OperationDirectives.ReconcileWork, new Firing(Reconciliation, firedAt), cancel);
            },
            cancel);
        var run = new ReconcileRun
        {
            Node = NodeName.Here,
            StartedAt = started,
            FinishedAt = time.GetUtcNow(),
            Tenants = look.Tenants,
            Mended = look.Done,
            OrphanSchemas = [.. await provisioner.OrphanSchemasAsync(cancel)],
            Drift = [.. (await provisioner.CheckAsync(cancel)).Select(t => $"{t.Slug}: {t.Reason}")],
            Failures = [.. unfinished, .. look.Failures],
        };
        if (run.OrphanSchemas.Count + run.Drift.Count + run.Failures.Count > 0) LogFound(run.OrphanSchemas.Count, run.Drift.Count, run.Failures.Count);
        await RecordAsync(run, cancel);
        return run;
    }

    /// <summary>Organisations that a crash left half made; what is in the way, if something is.</summary>
    private async Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancel)
    {
        try
        {
            await registration.FinishAllAsync(Sources.Job, cancel);
            return [];
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogNotLooked(fault, "an organisation that is not finished");
            return [$"not finished: {fault.GetBaseException().Message}"];
        }
    }

    private Task RecordAsync(ReconcileRun run, CancellationToken cancel) =>
        units.RunPlatformAsync<bool>(
            async unit =>
            {
                var runs = unit.Db.Set<ReconcileRun>();
                var old = run.StartedAt - KeptRuns;
                await runs.Where(r => r.StartedAt < old).ExecuteDeleteAsync(cancel);
                runs.Add(run);
                await unit.Db.SaveChangesAsync(cancel);
                return true;
            },
            cancel);

    /// <summary>An organisation that cannot be looked at does not keep the others waiting.</summary>
    private async Task<(int Tenants, int Done, List<string> Failures)> EachAsync(Func<TenantRef, Task<bool>> look, CancellationToken cancel)
    {
        var (done, failures) = (0, new List<string>());
        var all = await tenants.AllAsync(cancel);
        foreach (var tenant in all)
        {
            try
            {
                if (await look(tenant)) done++;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                LogNotLooked(fault, tenant.Slug);
                failures.Add($"{tenant.Slug}: {fault.GetBaseException().Message}");
            }
        }

        return (all.Count, done, failures);
    }

    private async Task<bool> RequestAsync(TenantRef tenant, DirectiveType<Firing> type, Firing firing, CancellationToken cancel)
    {
        var subject = OrgSignals.Organization(tenant.OrganizationId);
        var requested = await directives.RequestAsync(Act(tenant), type, new(subject, firing, firing.ToVersion()), cancel);
        return requested.IsOk ? !requested.Value.Existing : throw new InvalidOperationException(requested.Error!.Message);
    }

    private static OperationContext Act(TenantRef tenant) => OperationContext.New(tenant, Actor.System, Sources.Job);

    [LoggerMessage(LogLevel.Warning, "Reconciliation found {Orphans} orphaned schemas, {Drift} organisations left behind, and could not look at {Failures}; see /admin")]
    private partial void LogFound(int orphans, int drift, int failures);

    [LoggerMessage(LogLevel.Error, "{Tenant} could not be looked at")]
    private partial void LogNotLooked(Exception fault, string tenant);
}
