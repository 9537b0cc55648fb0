using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>Remembers when a member last used an organisation, to a quarter of an hour: most requests write nothing.</summary>
public sealed class Presence(IUnits units, TimeProvider time)
{
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(15);

    public async Task SeenAsync(Guid userId, MembershipView membership, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (membership.LastActiveAt > now - Grain) return;
        await units.RunPlatformAsync<int>(
            async unit => await unit.Db.Memberships.Where(m => m.OrganizationId == membership.Tenant.OrganizationId && m.UserId == userId)
                .ExecuteUpdateAsync(m => m.SetProperty(x => x.LastActiveAt, now), cancel),
            cancel);
    }
}
