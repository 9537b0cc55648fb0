using FleetPrompt.Core.Content;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace FleetPrompt.Web.Content;

/// <summary><c>POST /forums/preview</c>: the text as it would be shown, rendered and sanitised like a post.</summary>
internal static class Preview
{
    public static void MapPreview(this IEndpointRouteBuilder app) =>
        app.MapPost("/forums/preview", async (HttpContext http, IAntiforgery antiforgery, IContentRenderer renderer, [FromForm] string? text) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page.");
            return Results.Content(renderer.Render(text ?? "", ContentFormat.Markdown).Html, "text/html; charset=utf-8");
        }).DisableAntiforgery();
}
