using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Tenancy;

/// <summary>Who is signed in, and in which organisation, as the database has it now.</summary>
public sealed record OrgSession(Guid UserId, string UserName, MembershipView Current, IReadOnlyList<MembershipView> Memberships)
{
    public TenantRef Tenant => Current.Tenant;

    public string Role => Current.Role;

    public bool Administers => OrgRole.IsAdministrator(Role);

    /// <summary>A new act of this person.</summary>
    public OperationContext Act(string? requestId = null) => OperationContext.New(Tenant, Actor.User(UserId), Sources.Web, requestId);

    public ShellModel Shell =>
        new(UserName, UserId, Tenant.OrganizationId, Current.OrganizationName, Tenant.Slug, [.. Memberships.Select(m => (m.Tenant.OrganizationId, m.OrganizationName))], Role);
}
