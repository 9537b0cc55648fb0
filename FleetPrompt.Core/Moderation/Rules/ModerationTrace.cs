namespace FleetPrompt.Core.Moderation.Rules;

/// <summary>What a post has said, as a hash, and which hosts it has linked to: so that the next one can be compared without reading all posts. Kept for the rules' window.</summary>
public sealed class ModerationTrace
{
    public const string Text = "text";
    public const string Host = "host";

    public required Guid PostId { get; init; }

    /// <summary><c>text | host</c></summary>
    public required string Kind { get; init; }

    public required string Value { get; init; }

    public required Guid AuthorUserId { get; init; }

    /// <summary>The author was trusted with nothing then.</summary>
    public bool ByNew { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
