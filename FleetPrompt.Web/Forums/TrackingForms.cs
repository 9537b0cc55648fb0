using FleetPrompt.Core;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace FleetPrompt.Web.Forums;

/// <summary>How far somebody has read, and what they follow: a browser's beacon while posts are in view, a picture that is asked for where no script runs, and plain forms.</summary>
internal static class TrackingForms
{
    public static void MapTracking(this IEndpointRouteBuilder app)
    {
        app.MapPost("/forums/reading/{thread:guid}", async (Guid thread, HttpContext http, IAntiforgery antiforgery, SessionOf session, ForumTracking tracking, [FromForm] int number, [FromForm] bool? viewed) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest();
            return Answer(await tracking.ReadAsync(await session.ActAsync(), thread, number, viewed is true));
        }).DisableAntiforgery();

        // Only this site's own pages move a mark: another's picture of the same address would come without the session's cookie, and says so.
        app.MapGet("/forums/reading/{thread:guid}/{number:int}", async (Guid thread, int number, HttpContext http, SessionOf session, ForumTracking tracking) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            if (http.Request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin") return Results.StatusCode(StatusCodes.Status403Forbidden);
            return Answer(await tracking.ReadAsync(await session.ActAsync(), thread, number, viewed: true));
        });

        app.MapPost("/forums/reading/all", async (HttpContext http, IAntiforgery antiforgery, RenderedFor renderedFor, SessionOf session, ForumTracking tracking, [FromForm] string? category, [FromForm] string? returnUrl) =>
            await DoAsync(http, antiforgery, renderedFor, session, returnUrl, "All is marked as read.", async () => await tracking.ReadAllAsync(await session.ActAsync(), string.IsNullOrEmpty(category) ? null : category))).DisableAntiforgery();

        app.MapPost("/forums/following/t/{thread:guid}", async (Guid thread, HttpContext http, IAntiforgery antiforgery, RenderedFor renderedFor, SessionOf session, ForumTracking tracking, [FromForm] string? level, [FromForm] string? returnUrl) =>
            await DoAsync(http, antiforgery, renderedFor, session, returnUrl, $"{FollowWords.Done(level)} this thread.", async () => await tracking.FollowThreadAsync(await session.ActAsync(), thread, level ?? ""))).DisableAntiforgery();

        app.MapPost("/forums/following/c/{slug}", async (string slug, HttpContext http, IAntiforgery antiforgery, RenderedFor renderedFor, SessionOf session, ForumTracking tracking, [FromForm] string? level, [FromForm] string? returnUrl) =>
            await DoAsync(http, antiforgery, renderedFor, session, returnUrl, $"{FollowWords.Done(level)} this category.", async () => await tracking.FollowCategoryAsync(await session.ActAsync(), slug, level ?? ""))).DisableAntiforgery();
    }

    private static IResult Answer(Result<bool> done) => done.IsOk ? Results.NoContent() : Results.StatusCode(FormErrors.StatusOf(done.Error!));

    /// <summary>Back to the page with one sentence about what happened.</summary>
    internal static async Task<IResult> DoAsync(HttpContext http, IAntiforgery antiforgery, RenderedFor renderedFor, SessionOf session, string? returnUrl, string done, Func<Task<Result<bool>>> act)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page and try again.");
        if (!renderedFor.Matches(http.Request.Form[RenderedFor.Field], (await session.GetAsync()).Tenant))
        {
            http.Flash("You have switched to another organisation since that page was opened. Nothing was changed.", "warning");
            return Results.LocalRedirect(AppUrls.Forums);
        }

        var result = await act();
        if (result.Error is NotFound) return Results.NotFound();
        http.Flash(result.IsOk ? done : result.Error!.Message, result.IsOk ? "success" : "error");
        return Results.LocalRedirect(AppUrls.LocalOr(returnUrl, AppUrls.Forums));
    }
}

/// <summary>What the levels are called, and what each means.</summary>
internal static class FollowWords
{
    public static string Name(string level) => level switch { WatchLevel.Watching => "Watching", WatchLevel.Tracking => "Tracking", WatchLevel.Muted => "Muted", _ => "Normal" };

    public static string Means(string level) => level switch
    {
        WatchLevel.Watching => "You are told of every reply.",
        WatchLevel.Tracking => "You are told of replies here, without e-mail.",
        WatchLevel.Muted => "You are told nothing, and lists leave it out.",
        _ => "You are told when you are mentioned, quoted or answered.",
    };

    public static string Icon(string level) => level switch { WatchLevel.Watching => "eye", WatchLevel.Tracking => "trend", WatchLevel.Muted => "eye-off", _ => "circle" };

    public static string Done(string? level) => level switch { WatchLevel.Watching => "You watch", WatchLevel.Tracking => "You track", WatchLevel.Muted => "You have muted", _ => "You follow as usual" };
}
