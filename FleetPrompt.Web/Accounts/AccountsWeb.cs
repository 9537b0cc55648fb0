using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace FleetPrompt.Web.Accounts;

/// <summary>Cookies, and the HTTP posts that open, switch and close sessions. Each is a full page load: a circuit never changes who it belongs to.</summary>
public static class AccountsWeb
{
    public static IServiceCollection AddAccountsWeb(this IServiceCollection services, bool onlyTls)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = onlyTls ? "__Host-fp-session" : "fp-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = onlyTls ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.LoginPath = AppUrls.Login;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnRedirectToAccessDenied = context =>
            {
                if (context.HttpContext.Items.ContainsKey(MemberHandler.Ended)) context.Response.Redirect(AppUrls.LoginTo(context.Request.Path + context.Request.QueryString));
                else context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        services.Configure<SecurityStampValidatorOptions>(stamp =>
        {
            stamp.ValidationInterval = TimeSpan.FromSeconds(30);
            stamp.OnRefreshingPrincipal = context =>
            {
                // The refreshed principal is built from the account alone: what the session adds is carried over.
                var kept = context.CurrentPrincipal?.Claims.Where(c => c.Type is Sessions.OrganizationClaim) ?? [];
                (context.NewPrincipal?.Identity as System.Security.Claims.ClaimsIdentity)?.AddClaims(kept);
                return Task.CompletedTask;
            };
        });
        services.Configure<DataProtectionTokenProviderOptions>(tokens => tokens.TokenLifespan = SignInLinks.Lifetime);
        new IdentityBuilder(typeof(User), services).AddSignInManager().AddDefaultTokenProviders();
        return services.AddScoped<SignIn>().AddScoped<SignInLinks>();
    }

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        // Switching must be open to who has lost the current organisation: membership of the next one is checked instead.
        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();

        app.MapPost("/logout", async (HttpContext http, IAntiforgery antiforgery, SignIn signIn) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page and try again.");
            await signIn.CloseAsync();
            http.Flash("You are signed out.", "info");
            return Results.LocalRedirect("/");
        }).AllowAnonymous();

        app.MapPost("/org/select", async (HttpContext http, IAntiforgery antiforgery, SignIn signIn, [FromForm] Guid organisationId, [FromForm] string? returnUrl) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page and try again.");
            if (await signIn.SwitchAsync(http.User, organisationId)) http.Flash("You are in another organisation now.", "info");
            else return Results.NotFound();
            return Results.LocalRedirect(AppUrls.LocalOr(returnUrl, AppUrls.Dashboard));
        }).RequireAuthorization(signedIn).DisableAntiforgery();
    }
}
