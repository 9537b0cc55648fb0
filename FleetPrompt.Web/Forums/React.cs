using FleetPrompt.Core.Forums;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace FleetPrompt.Web.Forums;

/// <summary><c>POST /forums/react</c>: a reaction given or taken back without a circuit, and back to the post.</summary>
internal static class React
{
    public static void MapReact(this IEndpointRouteBuilder app) =>
        app.MapPost(
            AppUrls.React,
            async (HttpContext http, IAntiforgery antiforgery, SessionOf session, RenderedFor rendered, ForumReactions reactions, ForumReading forum, [FromForm(Name = "react")] string? asked, [FromForm(Name = RenderedFor.Field)] string? sealedFor) =>
            {
                if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("This form has expired. Reload the page and try again.");
                if (ReactionAct.Parse(asked) is not { } act) return Results.BadRequest("This is no reaction. Reload the page and try again.");
                var here = await session.GetAsync(http.RequestAborted);
                if (!rendered.Matches(sealedFor, here.Tenant)) return Results.Conflict(FormErrors.OtherOrganization);
                var set = await reactions.SetAsync(here.Act(http.TraceIdentifier), act.PostId, act.Type, act.On, http.RequestAborted);
                if (set.IsOk) return Results.LocalRedirect(AppUrls.Post(set.Value.ThreadId, set.Value.Slug, set.Value.Number, forum.PageSize));
                return Results.Text(set.Error!.Message, statusCode: FormErrors.StatusOf(set.Error));
            }).DisableAntiforgery();
}
