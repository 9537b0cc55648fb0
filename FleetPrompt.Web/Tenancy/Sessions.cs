using System.Security.Claims;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Tenancy;

/// <summary>
/// Turns a signed-in principal into its session. The organisation is the one its cookie was issued for, and only if it is still a member there.
/// </summary>
public sealed class Sessions(ITenantDirectory tenants)
{
    public const string OrganizationClaim = "fp:org";
    public const string NameClaim = "fp:name";

    /// <summary>Null for who is not signed in, or is not a member of the organisation any more.</summary>
    public async Task<OrgSession?> ReadAsync(ClaimsPrincipal principal, CancellationToken cancel)
    {
        if (principal.Identity?.IsAuthenticated != true || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)) return null;
        var memberships = await tenants.MembershipsAsync(user, cancel);
        var current = Guid.TryParse(principal.FindFirstValue(OrganizationClaim), out var organization)
            ? memberships.FirstOrDefault(m => m.Tenant.OrganizationId == organization)
            : null;
        return current is null ? null : new OrgSession(user, principal.FindFirstValue(NameClaim) ?? "You", current, memberships);
    }
}
