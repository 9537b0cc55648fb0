namespace FleetPrompt.Core.Forums;

/// <summary>What a post said before an edit, with who made that edit and why.</summary>
public sealed class ForumPostRevision
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PostId { get; init; }

    /// <summary>1 for the first edit of the post, without gaps.</summary>
    public required int Number { get; init; }

    /// <summary>The thread's title before, where the edit changed it.</summary>
    public string? Title { get; init; }

    public required string Content { get; init; }

    public required string ContentHtml { get; init; }

    public required string ContentFormat { get; init; }

    public string? Reason { get; init; }

    public required Guid EditedByUserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
