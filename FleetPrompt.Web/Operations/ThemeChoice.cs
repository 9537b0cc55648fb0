using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace FleetPrompt.Web.Operations;

/// <summary><c>POST /theme</c>: light, dark or as the system has it, for browsers without JavaScript.</summary>
internal static class ThemeChoice
{
    public const string Cookie = "fp-theme";

    public static void MapTheme(this IEndpointRouteBuilder app) =>
        app.MapPost("/theme", async (HttpContext http, IAntiforgery antiforgery, [FromForm] string theme, [FromForm] string? returnUrl) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page and try again.");
            if (theme is "light" or "dark" or "system")
                http.Response.Cookies.Append(Cookie, theme, new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, HttpOnly = false });
            return Results.LocalRedirect(AppUrls.LocalOr(returnUrl, "/"));
        }).AllowAnonymous().DisableAntiforgery();
}
