using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>What everything that changes memberships and invitations has in common.</summary>
internal static class MemberRows
{
    /// <summary>From here on, until the unit ends, nobody else changes who belongs to the organisation and as what.</summary>
    public static Task LockAsync(PlatformUnit unit, Guid organizationId, CancellationToken cancel) => unit.LockAsync($"members:{organizationId}", cancel);

    public static Task<string?> RoleOfAsync(PlatformDb db, OperationContext operation, CancellationToken cancel) =>
        db.Memberships.Where(m => m.OrganizationId == operation.Tenant.OrganizationId && m.UserId == operation.Actor.Id && m.Status == MembershipStatus.Active).Select(m => m.Role).SingleOrDefaultAsync(cancel);

    /// <summary>A new membership, or one that had ended and begins again; false when there is an active one.</summary>
    public static async Task<bool> JoinAsync(PlatformDb db, Guid organizationId, Guid userId, string role, DateTimeOffset now, CancellationToken cancel)
    {
        var membership = await db.Memberships.SingleOrDefaultAsync(m => m.OrganizationId == organizationId && m.UserId == userId, cancel);
        if (membership is { Status: MembershipStatus.Active }) return false;
        if (membership is null) db.Memberships.Add(new OrganizationMembership { OrganizationId = organizationId, UserId = userId, Role = role, CreatedAt = now, UpdatedAt = now });
        else (membership.Status, membership.Role, membership.UpdatedAt) = (MembershipStatus.Active, role, now);
        return true;
    }

    /// <summary>What happens to people is told on the organisation's stream.</summary>
    public static SignalOptions On(Guid organizationId) => new() { Stream = OrgSignals.Organization(organizationId).Stream };

    public static Subject Person(Guid userId) => new("user", userId);
}
