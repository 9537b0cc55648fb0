namespace FleetPrompt.Core.Forums;

public sealed class ForumPost
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ThreadId { get; set; }

    /// <summary>1 for the opening post; without gaps, so a page of a thread is a range.</summary>
    public required int Number { get; set; }

    /// <summary>What was written.</summary>
    public required string Content { get; set; }

    /// <summary>What is shown: rendered and sanitised once, when it was written.</summary>
    public required string ContentHtml { get; set; }

    /// <summary><c>markdown | html</c></summary>
    public required string ContentFormat { get; init; }

    /// <summary><c>published | hidden | deleted</c></summary>
    public string Status { get; set; } = PostStatus.Published;

    /// <summary><c>human | agent | system</c></summary>
    public string Role { get; init; } = PostRole.Human;

    public Guid? AuthorUserId { get; init; }

    public Guid? AuthorAgentId { get; init; }

    /// <summary>Issued with the form: the same form sent twice is one post.</summary>
    public Guid? FormKey { get; init; }

    public int Version { get; set; }

    /// <summary>The post this one answers, where its author said which.</summary>
    public Guid? ReplyToPostId { get; init; }

    /// <summary>When its text was last changed in a way that others may look up.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    public Guid? ModeratedByUserId { get; set; }

    public string? ModerationReason { get; set; }

    public DateTimeOffset? ModeratedAt { get; set; }

    public string? ImportId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class PostStatus
{
    public const string Published = "published";
    public const string Hidden = "hidden";
    public const string Deleted = "deleted";
}

public static class PostRole
{
    public const string Human = "human";
    public const string Agent = "agent";
    public const string System = "system";
}
