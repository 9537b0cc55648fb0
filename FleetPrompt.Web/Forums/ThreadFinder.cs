using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Web.Tenancy;

namespace FleetPrompt.Web.Forums;

/// <summary>Threads of the member's organisation as JSON: <c>GET /forums/find?q=</c> by title, for the command palette, and <c>GET /forums/similar?title=</c>, for who begins a thread.</summary>
internal static class ThreadFinder
{
    private const int MostSimilar = 5;

    public static void MapThreadFinder(this IEndpointRouteBuilder app)
    {
        app.MapGet(AppUrls.FindThreads, async (string? q, HttpContext http, SessionOf session, ForumSearch search) =>
            q?.Length > ForumSearch.LongestSuggested
                ? Results.BadRequest()
                : Answer(http, await search.SuggestAsync(await session.ActAsync(http.RequestAborted), q ?? "", http.RequestAborted)));
        app.MapGet(AppUrls.SimilarThreads, async (string? title, HttpContext http, SessionOf session, ForumSearch search) =>
            title?.Length > SearchQuery.Longest
                ? Results.BadRequest()
                : Answer(http, await search.SimilarAsync(await session.ActAsync(http.RequestAborted), title ?? "", MostSimilar, http.RequestAborted)));
    }

    private static IResult Answer(HttpContext http, IReadOnlyList<ThreadFound> found)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(found.Select(t => new FoundThread(t.Title, t.CategoryName, AppUrls.Thread(t.Id, t.Slug))));
    }

    private sealed record FoundThread(string Title, string Category, string Href);
}
