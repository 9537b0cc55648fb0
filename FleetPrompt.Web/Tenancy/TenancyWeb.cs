using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;

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

    /// <summary>What the frame of a page shows: pages that are open to all still say who is signed in, and what has just been done is told once.</summary>
    public static void UseShell(this IApplicationBuilder app) =>
        app.Use(async (http, next) =>
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            {
                if (http.User.Identity?.IsAuthenticated == true && !http.Items.ContainsKey(typeof(OrgSession)))
                    http.Items[typeof(OrgSession)] = await http.RequestServices.GetRequiredService<Sessions>().ReadAsync(http.User, http.RequestAborted);
                if (HttpMethods.IsGet(http.Request.Method)) http.Items[typeof(FlashMessage)] = Flashes.Take(http);
            }

            await next(http);
        });
}
