using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>
/// How organisations run: tables, migrations, queue, runners. Owners and admins see their own organisation, operators of the platform all of them. Nothing here is what people wrote.
/// </summary>
public sealed class PlatformReading(IUnits units, IProvisioner provisioner, IWorkQueue queue)
{
    public const int RunsShown = 50;

    /// <summary>Errors: <see cref="Forbidden"/>, with who can.</summary>
    public async Task<Result<PlatformView>> ReadAsync(OperationContext operation, CancellationToken cancel = default)
    {
        var rows = await units.RunPlatformAsync(unit => RowsAsync(unit.Db, operation, cancel), cancel);
        if (!rows.IsOk) return rows.Error!;
        var (all, organizations, runs, reconciled) = rows.Value;
        var behind = (await provisioner.CheckAsync(cancel)).ToDictionary(t => t.Slug, t => t.Reason);
        var work = await queue.LookByTenantAsync(cancel);
        var grants = await queue.GrantsAsync(cancel);
        return new PlatformView(
            all,
            [.. organizations.Select(o => o with { Behind = behind.GetValueOrDefault(o.Slug), Queue = work.GetValueOrDefault(o.TenantId) ?? TenantQueueLook.Empty, Grant = grants.GetValueOrDefault(o.TenantId) ?? TenantGrant.Usual })],
            runs,
            await queue.RunnersAsync(cancel),
            all ? await provisioner.OrphanSchemasAsync(cancel) : [],
            reconciled);
    }

    private static async Task<Result<Rows>> RowsAsync(PlatformDb db, OperationContext operation, CancellationToken cancel)
    {
        var (own, user) = (operation.Tenant.OrganizationId, operation.Actor.Id);
        var all = await db.Set<PlatformOperator>().AnyAsync(o => o.UserId == user, cancel);
        var role = await db.Memberships.Where(m => m.OrganizationId == own && m.UserId == user && m.Status == MembershipStatus.Active).Select(m => m.Role).SingleOrDefaultAsync(cancel);
        if (!all && !OrgRole.IsAdministrator(role)) return new Forbidden("Owners and admins of this organisation, and operators of the platform, can open this page.");
        var organizations = await db.Organizations.AsNoTracking()
            .Where(o => all || o.Id == own)
            .OrderBy(o => o.TenantId)
            .Select(o => new TenantView(
                o.Id,
                o.TenantId,
                o.Slug,
                o.Name,
                o.Status,
                db.Memberships.Count(m => m.OrganizationId == o.Id && m.Status == MembershipStatus.Active),
                o.SignalRetentionDays,
                o.CreatedAt,
                db.TenantMigrationRuns.Where(r => r.OrganizationId == o.Id && r.Status == "succeeded").OrderByDescending(r => r.StartedAt).Select(r => r.ToMigration).FirstOrDefault()))
            .ToListAsync(cancel);
        var runs = await db.TenantMigrationRuns.AsNoTracking().Where(r => all || r.OrganizationId == own).OrderByDescending(r => r.StartedAt).Take(RunsShown).ToListAsync(cancel);
        var reconciled = all ? await db.Set<ReconcileRun>().AsNoTracking().OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancel) : null;
        return new Rows(all, organizations, runs, reconciled);
    }

    private sealed record Rows(bool All, IReadOnlyList<TenantView> Organizations, IReadOnlyList<TenantMigrationRun> Runs, ReconcileRun? Reconciled);
}

/// <param name="All">The reader is an operator and sees every organisation.</param>
/// <param name="OrphanSchemas">For operators only.</param>
/// <param name="Reconciled">The last look at everything; for operators only, and null before the first.</param>
public sealed record PlatformView(
    bool All,
    IReadOnlyList<TenantView> Tenants,
    IReadOnlyList<TenantMigrationRun> Runs,
    IReadOnlyList<RunnerLook> Runners,
    IReadOnlyList<string> OrphanSchemas,
    ReconcileRun? Reconciled);

/// <param name="Migration">The last one applied.</param>
public sealed record TenantView(Guid Id, int TenantId, string Slug, string Name, string Status, int Members, int RetentionDays, DateTimeOffset CreatedAt, string? Migration)
{
    /// <summary>What is wrong with its tables; null when they are as they should be.</summary>
    public string? Behind { get; init; }

    public TenantQueueLook Queue { get; init; } = TenantQueueLook.Empty;

    public TenantGrant Grant { get; init; } = TenantGrant.Usual;
}
