using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Tenancy;

internal sealed class TenantDirectory(IUnits units) : ITenantDirectory
{
    // A tenant's three names never change, so they may be remembered; memberships are read every time.
    private readonly ConcurrentDictionary<int, TenantRef> known = new();

    public async Task<IReadOnlyList<MembershipView>> MembershipsAsync(Guid userId, CancellationToken cancel) => (await AccountAsync(userId, cancel))?.Memberships ?? [];

    public async Task<AccountView?> AccountAsync(Guid userId, CancellationToken cancel)
    {
        var found = await units.RunPlatformAsync<List<Membership>>(
            async unit => await (
                from m in unit.Db.Memberships
                join o in unit.Db.Organizations on m.OrganizationId equals o.Id
                join u in unit.Db.Users on m.UserId equals u.Id
                where m.UserId == userId && m.Status == MembershipStatus.Active && o.Status == OrganizationStatus.Active
                orderby o.Name, o.Id
                select new Membership(u.DisplayName, u.SecurityStamp, o.Id, o.TenantId, o.Slug, o.Name, m.Role, m.LastActiveAt)
            ).ToListAsync(cancel),
            cancel);
        return found.Value is [var first, ..]
            ? new(first.UserName, first.SecurityStamp, [.. found.Value.Select(m => new MembershipView(new TenantRef(m.OrganizationId, m.TenantId, m.Slug), m.Name, m.Role, m.LastActiveAt))])
            : null;
    }

    public async Task<TenantRef?> FindAsync(string slug, CancellationToken cancel) =>
        (await FirstAsync(o => o.Where(x => x.Slug == slug), cancel))?.Tenant;

    public async Task<IReadOnlyList<TenantRef>> AllAsync(CancellationToken cancel) =>
        [.. (await ListAsync(o => o.Where(x => x.Status == OrganizationStatus.Active).OrderBy(x => x.TenantId), cancel)).Select(o => o.Tenant)];

    public async Task<TenantRef?> FindAsync(int tenantId, CancellationToken cancel)
    {
        if (known.TryGetValue(tenantId, out var tenant)) return tenant;
        var found = await FirstAsync(o => o.Where(x => x.TenantId == tenantId), cancel);
        return found is null ? null : known.GetOrAdd(tenantId, found.Tenant);
    }

    private async Task<Organization?> FirstAsync(Func<IQueryable<Organization>, IQueryable<Organization>> filter, CancellationToken cancel) => (await ListAsync(filter, cancel)).SingleOrDefault();

    private async Task<List<Organization>> ListAsync(Func<IQueryable<Organization>, IQueryable<Organization>> filter, CancellationToken cancel) =>
        (await units.RunPlatformAsync<List<Organization>>(async unit => await filter(unit.Db.Organizations.AsNoTracking()).ToListAsync(cancel), cancel)).Value;

    private sealed record Membership(string UserName, string? SecurityStamp, Guid OrganizationId, int TenantId, string Slug, string Name, string Role, DateTimeOffset? LastActiveAt);
}
