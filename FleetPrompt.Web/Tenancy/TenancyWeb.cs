using Microsoft.AspNetCore.Authorization;

namespace FleetPrompt.Web.Tenancy;

public static class TenancyWeb
{
    /// <summary>Sessions, and the rule that nothing is open unless it says so.</summary>
    public static IServiceCollection AddTenancyWeb(this IServiceCollection services)
    {
        var members = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new MemberRequirement()).Build();
        services.AddAuthorizationBuilder().SetDefaultPolicy(members).SetFallbackPolicy(members);
        return services
            .AddHttpContextAccessor()
            .AddSingleton<IAuthorizationHandler, MemberHandler>()
            .AddSingleton<Sessions>()
            .AddSingleton<RenderedFor>()
            .AddScoped<SessionOf>();
    }
}
