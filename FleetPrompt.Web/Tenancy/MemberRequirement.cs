using FleetPrompt.Core.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace FleetPrompt.Web.Tenancy;

/// <summary>Signed in, and a member of the organisation of the session. The policy of everything that does not say otherwise.</summary>
public sealed class MemberRequirement : IAuthorizationRequirement;

internal sealed class MemberHandler(Sessions sessions, Presence presence) : AuthorizationHandler<MemberRequirement>
{
    /// <summary>Among a request's items when its session has ended, though its cookie still looks good: signing in helps, asking an admin does not.</summary>
    public static readonly object Ended = new();

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, MemberRequirement requirement)
    {
        if (context.Resource is not HttpContext http) return;
        var (session, ended) = await sessions.LookAsync(context.User, http.RequestAborted);
        if (ended) http.Items[Ended] = true;
        if (session is null) return;
        http.Items[typeof(OrgSession)] = session;
        await presence.SeenAsync(session.UserId, session.Current, http.RequestAborted);
        context.Succeed(requirement);
    }
}
