namespace FleetPrompt.Core.Tenancy;

/// <summary>Membership reads on the platform side: who may enter which organisation.</summary>
public interface ITenantDirectory
{
    /// <summary>Active memberships of a person in active organisations, by organisation name.</summary>
    Task<IReadOnlyList<MembershipView>> MembershipsAsync(Guid userId, CancellationToken cancel);

    /// <summary>The account behind a session, with the same memberships; null for who is a member nowhere.</summary>
    Task<AccountView?> AccountAsync(Guid userId, CancellationToken cancel);

    Task<TenantRef?> FindAsync(string slug, CancellationToken cancel);

    /// <summary>All active organisations, by their numbers.</summary>
    Task<IReadOnlyList<TenantRef>> AllAsync(CancellationToken cancel);

    /// <summary>The tenant with this small number, as the work queue and doorbells name it.</summary>
    Task<TenantRef?> FindAsync(int tenantId, CancellationToken cancel);
}

public sealed record MembershipView(TenantRef Tenant, string OrganizationName, string Role, DateTimeOffset? LastActiveAt = null);

/// <param name="SecurityStamp">Changes with the password: a session that was opened with another one has ended.</param>
public sealed record AccountView(string Name, string? SecurityStamp, IReadOnlyList<MembershipView> Memberships);
