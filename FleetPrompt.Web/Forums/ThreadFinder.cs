using FleetPrompt.Core.Forums;
using FleetPrompt.Web.Tenancy;

namespace FleetPrompt.Web.Forums;

/// <summary><c>GET /forums/find?q=</c>: threads of the member's organisation by title, for the command palette.</summary>
internal static class ThreadFinder
{
    public static void MapThreadFinder(this IEndpointRouteBuilder app) =>
        app.MapGet(AppUrls.FindThreads, async (string? q, HttpContext http, SessionOf session, ForumReading forum) =>
        {
            if (q?.Length > ForumReading.LongestSearch) return Results.BadRequest();
            var found = await forum.FindAsync(await session.ActAsync(http.RequestAborted), q ?? "", http.RequestAborted);
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(found.Select(t => new FoundThread(t.Title, t.CategoryName, AppUrls.Thread(t.Id, t.Slug))));
        });

    private sealed record FoundThread(string Title, string Category, string Href);
}
