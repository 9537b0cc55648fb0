using System.Diagnostics;
using System.Security.Claims;
using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FleetPrompt.Web.Accounts;

/// <summary>Opens and changes sessions. A wrong password and an unknown address get the same answer after the same work.</summary>
public sealed class SignIn(UserManager<User> users, SignInManager<User> manager, SignInThrottle throttle, SecurityLog log, ITenantDirectory tenants, IHttpContextAccessor http)
{
    public const string Refused = "E-mail or password is wrong.";

    // What an unknown address is checked against, so that it takes as long as a known one.
    private static readonly User Nobody = new() { DisplayName = "" };
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<User>().HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>Errors: <see cref="Invalid"/>, <see cref="Throttled"/>, <see cref="Forbidden"/> (a member of no organisation).</summary>
    public async Task<Result<bool>> WithPasswordAsync(string email, string password)
    {
        var known = await CheckAsync(email, password);
        return known.IsOk ? await OpenAsync(known.Value, null) : known.Error!;
    }

    /// <summary>Whose address and password these are; opens nothing. Errors: <see cref="Invalid"/>, <see cref="Throttled"/>.</summary>
    public async Task<Result<User>> CheckAsync(string email, string password)
    {
        var address = Http.Connection.RemoteIpAddress;
        var counted = await throttle.TryAsync(email, address);
        if (!counted.IsOk) return counted.Error!;
        var user = await users.FindByEmailAsync(email);
        var right = user?.PasswordHash is null
            ? users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash.Value, password) == PasswordVerificationResult.Success
            : await users.CheckPasswordAsync(user, password);
        if (user is null || !right) return new Invalid("password", Refused);
        await throttle.ForgiveAsync(counted.Value);
        return user;
    }

    /// <summary>A new session of <paramref name="user"/> in the organisation asked for, or in the first of its own.</summary>
    public async Task<Result<bool>> OpenAsync(User user, Guid? organizationId)
    {
        var memberships = await tenants.MembershipsAsync(user.Id, Http.RequestAborted);
        var organization = memberships.FirstOrDefault(m => m.Tenant.OrganizationId == organizationId) ?? memberships.FirstOrDefault();
        if (organization is null) return new Forbidden("You are a member of no organisation. Ask an owner or admin of yours to add you.");
        await log.RecordAsync(SecurityEvent.SessionOpened, user.Id, Sources.Web, Http.RequestAborted);
        await IssueAsync(user, organization.Tenant.OrganizationId);
        return true;
    }

    /// <summary>Keeps this session when the others of the same person have ended.</summary>
    public Task RenewAsync(User user, Guid organizationId) => IssueAsync(user, organizationId);

    /// <summary>Who is signed in, as a person: a member of some organisation or of none. Null when the session has ended.</summary>
    public Task<User?> PersonAsync() => manager.ValidateSecurityStampAsync(Http.User);

    /// <summary>Moves the session to another organisation of the same person; false when it is not a member there, or the session has ended.</summary>
    public async Task<bool> SwitchAsync(ClaimsPrincipal principal, Guid organizationId)
    {
        // A session that has ended must not turn into a new one.
        var user = await manager.ValidateSecurityStampAsync(principal);
        if (user is null) return false;
        var memberships = await tenants.MembershipsAsync(user.Id, Http.RequestAborted);
        if (memberships.All(m => m.Tenant.OrganizationId != organizationId)) return false;
        await IssueAsync(user, organizationId);
        return true;
    }

    public Task CloseAsync() => manager.SignOutAsync();

    private HttpContext Http => http.HttpContext ?? throw new UnreachableException("Sessions are opened by HTTP requests.");

    private Task IssueAsync(User user, Guid organizationId) =>
        manager.SignInWithClaimsAsync(
            user,
            new AuthenticationProperties { IsPersistent = true },
            [new Claim(Sessions.OrganizationClaim, organizationId.ToString())]);
}
