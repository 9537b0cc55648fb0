using Microsoft.AspNetCore.Authorization;

namespace FleetPrompt.Web.Tenancy;

/// <summary>Signed in, and a member of the organisation of the session. The policy of everything that does not say otherwise.</summary>
public sealed class MemberRequirement : IAuthorizationRequirement;

internal sealed class MemberHandler(Sessions sessions) : AuthorizationHandler<MemberRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, MemberRequirement requirement)
    {
        if (context.Resource is not HttpContext http) return;
        var session = await sessions.ReadAsync(context.User, http.RequestAborted);
        if (session is null) return;
        http.Items[typeof(OrgSession)] = session;
        context.Succeed(requirement);
    }
}
