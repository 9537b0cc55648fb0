using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Components;

/// <summary>One post. A hidden one keeps its body for those who may see it and is a placeholder for everybody else.</summary>
public partial class PostCard
{
    [Parameter, EditorRequired] public PostCardModel Post { get; set; } = null!;

    /// <summary>The sanitised body. Leave it out for people who may not read it.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>Replaces the sentence "Hidden by X · reason".</summary>
    [Parameter] public RenderFragment? Notice { get; set; }

    /// <summary>Reactions, reply and moderation buttons.</summary>
    [Parameter] public RenderFragment? Footer { get; set; }

    private bool IsPlaceholder => Post.Status != "published" && ChildContent is null;

    private string PlaceholderText => Post.Status == "deleted" ? "This post was removed." : "This post is hidden by the moderators.";

    private string HiddenText =>
        (Post.Status == "deleted" ? "Deleted" : "Hidden") + (Post.HiddenBy is null ? "" : $" by {Post.HiddenBy}") + (string.IsNullOrEmpty(Post.HiddenReason) ? "" : $" · {Post.HiddenReason}");

    private string StateClass => (IsPlaceholder, Post.Status, Post.Author.Kind) switch
    {
        (true, _, _) => "is-gone",
        (_, "hidden" or "deleted", _) => "is-hidden",
        (_, _, "agent") => "is-agent",
        (_, _, "system") => "is-system",
        _ => Post.Accepted ? "is-accepted" : "",
    };
}
