using System.Security.Claims;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace FleetPrompt.Web.Tenancy;

/// <summary>
/// Turns a signed-in principal into its session. The organisation is the one its cookie was issued for, and only if it is still a member there;
/// a password changed since then has ended it.
/// </summary>
public sealed class Sessions(ITenantDirectory tenants)
{
    public const string OrganizationClaim = "fp:org";
    public static readonly string StampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>Null for who is not signed in (any more), or is not a member of the organisation any more.</summary>
    public async Task<OrgSession?> ReadAsync(ClaimsPrincipal principal, CancellationToken cancel) => (await LookAsync(principal, cancel)).Session;

    /// <summary>The same, telling a session that has ended from one without a place in the organisation.</summary>
    public async Task<(OrgSession? Session, bool Ended)> LookAsync(ClaimsPrincipal principal, CancellationToken cancel)
    {
        if (principal.Identity?.IsAuthenticated != true || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)) return (null, false);
        if (await tenants.AccountAsync(user, cancel) is not { } account) return (null, false);
        if (account.SecurityStamp != principal.FindFirstValue(StampClaim)) return (null, true);
        var current = Guid.TryParse(principal.FindFirstValue(OrganizationClaim), out var organization)
            ? account.Memberships.FirstOrDefault(m => m.Tenant.OrganizationId == organization)
            : null;
        return (current is null ? null : new OrgSession(user, account.Name, current, account.Memberships), false);
    }
}
