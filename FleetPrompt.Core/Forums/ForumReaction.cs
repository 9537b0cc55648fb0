namespace FleetPrompt.Core.Forums;

/// <summary>What one person feels about one post; of each kind at most one.</summary>
public sealed class ForumReaction
{
    public required Guid PostId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>One of <see cref="ReactionType"/>.</summary>
    public required string Type { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

public static class ReactionType
{
    public const string Like = "like";
    public const string Upvote = "upvote";
    public const string Downvote = "downvote";
    public const string Laugh = "laugh";
    public const string Thanks = "thanks";
    public const string Celebrate = "celebrate";

    /// <summary>Who has the same question; on the opening post of a question alone, and counted apart.</summary>
    public const string MeToo = "me_too";

    /// <summary>What any post takes, in the order they are shown.</summary>
    public static readonly IReadOnlyList<string> All = [Like, Upvote, Downvote, Laugh, Thanks, Celebrate];

    /// <summary>Says which posts are worth more than others, so nobody has a vote on their own.</summary>
    public static bool IsVote(string type) => type is Upvote or Downvote;

    /// <summary>What cannot stand beside it.</summary>
    public static string? Opposite(string type) => type switch { Upvote => Downvote, Downvote => Upvote, _ => null };
}
