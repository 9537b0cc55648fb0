using FleetPrompt.Core.Forums;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Antiforgery;

namespace FleetPrompt.Web.Forums;

/// <summary>What composers ask for while somebody writes: to save the draft, to quote a post, to complete a name.</summary>
internal static class DraftSaving
{
    private const int MostSuggested = 8;

    public static void MapComposer(this IEndpointRouteBuilder app)
    {
        app.MapPut("/drafts/{id:guid}", SaveAsync).DisableAntiforgery();
        app.MapGet("/forums/t/{id:guid}/posts/{number:int}/quote", QuoteAsync);
        app.MapGet("/forums/p/{id:guid}", PlaceAsync);
        app.MapGet("/forums/complete/members", MembersAsync);
        app.MapGet("/forums/complete/categories", CategoriesAsync);
    }

    private static async Task<IResult> SaveAsync(Guid id, DraftBody body, HttpContext http, IAntiforgery antiforgery, SessionOf session, RenderedFor rendered, ForumDrafts drafts)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page.");
        var here = await session.GetAsync(http.RequestAborted);
        if (!rendered.Matches(body.RenderedFor, here.Tenant)) return Results.Json(new { error = FormErrors.OtherOrganization }, statusCode: StatusCodes.Status403Forbidden);
        var saved = await drafts.SaveAsync(
            here.Act(http.TraceIdentifier),
            new DraftSave(id, body.Kind ?? "", body.ThreadId, body.PostId, body.Title, body.CategoryId, body.Tags, body.Body ?? "", body.Version),
            http.RequestAborted);
        if (!saved.IsOk) return Results.Json(new { error = saved.Error!.Message }, statusCode: FormErrors.StatusOf(saved.Error));
        return saved.Value.Other is { } other
            ? Results.Json(new { saved.Value.Version, saved.Value.Gone, other.Title, other.Body, other.Tags, other.UpdatedAt }, statusCode: StatusCodes.Status409Conflict)
            : Results.Json(new { saved.Value.Version });
    }

    private static async Task<IResult> QuoteAsync(Guid id, int number, HttpContext http, SessionOf session, ForumQuotes quotes)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await quotes.FindAsync(await session.ActAsync(http.RequestAborted), id, number, http.RequestAborted) is { } post
            ? Results.Text(post.Content, "text/plain; charset=utf-8")
            : Results.NotFound();
    }

    private static async Task<IResult> PlaceAsync(Guid id, HttpContext http, SessionOf session, ForumArrangement arrangement, ForumReading forum) =>
        await arrangement.PlaceAsync(await session.ActAsync(http.RequestAborted), id, http.RequestAborted) is { } place
            ? Results.LocalRedirect(AppUrls.Post(place.ThreadId, place.Slug, place.Number, forum.PageSize))
            : Results.NotFound();

    private static async Task<IResult> MembersAsync(string? q, HttpContext http, SessionOf session, ForumCompletion completion)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (q?.Length > ForumCompletion.Longest) return Results.BadRequest();
        var found = await completion.MembersAsync(await session.ActAsync(http.RequestAborted), q ?? "", MostSuggested, http.RequestAborted);
        return Results.Json(found.Select(p => new { label = p.Name, insert = ForumCompletion.Mention(p.Name), hint = p.Role }));
    }

    private static async Task<IResult> CategoriesAsync(string? q, HttpContext http, SessionOf session, ForumCompletion completion)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (q?.Length > ForumCompletion.Longest) return Results.BadRequest();
        var found = await completion.CategoriesAsync(await session.ActAsync(http.RequestAborted), q ?? "", MostSuggested, http.RequestAborted);
        return Results.Json(found.Select(c => new { label = c.Name, insert = $"[#{c.Name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)}]({AppUrls.Category(c.Slug)})", hint = c.Description }));
    }

    private sealed record DraftBody(string? Kind, Guid? ThreadId, Guid? PostId, string? Title, Guid? CategoryId, string? Tags, string? Body, int Version, string? RenderedFor);
}
