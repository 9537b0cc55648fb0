using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

public enum ThreadTab
{
    Latest,
    Unanswered,
    Solved,
}

public sealed record ThreadQuery(string? CategorySlug = null, ThreadTab Tab = ThreadTab.Latest, int Page = 1, string? Tag = null);

public sealed record CategoryView(Guid Id, string Slug, string Name, string? Description, string Status, int Threads, DateTimeOffset? LastActivityAt)
{
    public string Mode { get; init; } = CategoryMode.Discussion;
}

public sealed record ThreadList(CategoryView? Category, IReadOnlyList<ThreadSummary> Threads, int Page, int Pages, int Total);

/// <summary>A thread found by its title.</summary>
public sealed record ThreadFound(Guid Id, string Slug, string Title, string Status, string CategoryName);

public sealed record ThreadSummary(
    Guid Id,
    string Slug,
    string Title,
    string Status,
    bool Solved,
    string CategoryName,
    string CategorySlug,
    IReadOnlyList<string> Tags,
    Person Author,
    Person LastPoster,
    int Replies,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastActivityAt)
{
    /// <summary>How many others have the same question.</summary>
    public int MeToo { get; init; }
}

/// <param name="AcceptedNumber">The number of the post that answers the thread.</param>
/// <param name="Version">To be sent back with what is done to the thread.</param>
public sealed record ThreadView(
    Guid Id,
    string Slug,
    string Title,
    string Status,
    int Version,
    string CategoryName,
    string CategorySlug,
    IReadOnlyList<string> Tags,
    Person Author,
    DateTimeOffset CreatedAt,
    int PostCount,
    int Pages,
    int? AcceptedNumber,
    ModerationNote? Moderation,
    IReadOnlyList<Participant> Participants)
{
    /// <summary>Its category takes questions.</summary>
    public bool IsQuestion { get; init; }
}

public sealed record Participant(Person Person, int Posts);

/// <param name="Html">Sanitised; null where the reader may not see the text.</param>
/// <param name="Moderation">Who and why, for moderators.</param>
public sealed record PostView(Guid Id, int Number, string Status, string Role, int Version, Person? Author, string? Html, ModerationNote? Moderation, DateTimeOffset CreatedAt)
{
    public PostReactions Reactions { get; init; } = PostReactions.None;

    /// <summary>When a text was last replaced that is in the post's history.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The number of the post that this one answers.</summary>
    public int? ReplyTo { get; init; }
}

public sealed record ModerationNote(Person By, string? Reason, DateTimeOffset At);
