using FleetPrompt.Core.Forums;

namespace FleetPrompt.Web.Forums;

/// <summary>How a kind of reaction is shown.</summary>
internal readonly record struct ReactionLook(string Icon, string Word)
{
    public static ReactionLook Of(string type) =>
        type switch
        {
            ReactionType.Like => new("thumb", "Like"),
            ReactionType.Upvote => new("arrow-up", "Upvote"),
            ReactionType.Downvote => new("arrow-down", "Downvote"),
            ReactionType.Laugh => new("smile", "Laugh"),
            ReactionType.Thanks => new("heart", "Thanks"),
            ReactionType.Celebrate => new("sparkles", "Celebrate"),
            ReactionType.MeToo => new("users", "Me too"),
            _ => new("circle", type),
        };
}
