namespace FleetPrompt.Core.Forums;

/// <summary>A text that is not posted yet. Its author alone sees it.</summary>
public sealed class ForumDraft
{
    /// <summary>Given by the page that began it.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary><c>new_thread | reply | edit</c></summary>
    public required string Kind { get; init; }

    /// <summary>The thread that is replied to, or whose post is edited.</summary>
    public Guid? ThreadId { get; init; }

    /// <summary>The post that is edited.</summary>
    public Guid? PostId { get; init; }

    public string? Title { get; set; }

    public Guid? CategoryId { get; set; }

    /// <summary>As they were typed.</summary>
    public string? Tags { get; set; }

    public required string Body { get; set; }

    /// <summary>Raised by every save; a save made against an older one is a conflict.</summary>
    public int Version { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class DraftKind
{
    public const string NewThread = "new_thread";
    public const string Reply = "reply";
    public const string Edit = "edit";
}
