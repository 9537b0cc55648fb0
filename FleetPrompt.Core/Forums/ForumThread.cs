namespace FleetPrompt.Core.Forums;

public sealed class ForumThread
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid CategoryId { get; set; }

    public required string Title { get; set; }

    /// <summary>Unique in the organisation; a changed or mistyped one in a URL redirects.</summary>
    public required string Slug { get; set; }

    /// <summary><c>open | locked | archived</c></summary>
    public string Status { get; set; } = ThreadStatus.Open;

    public required Guid CreatedByUserId { get; init; }

    public List<string> Tags { get; set; } = [];

    /// <summary>All posts ever made, the opening one included; the number of the newest.</summary>
    public int PostCount { get; set; }

    public DateTimeOffset LastActivityAt { get; set; }

    public Guid? LastPostUserId { get; set; }

    /// <summary>The post that answers the question, where one was accepted.</summary>
    public Guid? AcceptedPostId { get; set; }

    /// <summary>The thread its posts have gone to; it shows nothing itself any more.</summary>
    public Guid? MergedIntoThreadId { get; set; }

    /// <summary>Pinned threads stand above all others.</summary>
    public DateTimeOffset? PinnedAt { get; set; }

    /// <summary>How often it was looked at; one person counts once an hour.</summary>
    public int ViewCount { get; set; }

    /// <summary>Characters of all its posts as they were written, for the time it takes to read them.</summary>
    public long TextLength { get; set; }

    /// <summary>Raised by every directive that changes the thread; a request made against an older one is a conflict.</summary>
    public int Version { get; set; }

    public Guid? ModeratedByUserId { get; set; }

    public string? ModerationReason { get; set; }

    public DateTimeOffset? ModeratedAt { get; set; }

    public string? ImportSource { get; init; }

    public string? ImportId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class ThreadStatus
{
    public const string Open = "open";
    public const string Locked = "locked";
    public const string Archived = "archived";
}
