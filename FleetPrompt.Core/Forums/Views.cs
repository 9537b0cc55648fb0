using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

public enum ThreadTab
{
    Latest,

    /// <summary>Opened before, and written in since.</summary>
    Unread,

    /// <summary>Never opened, and not old.</summary>
    New,

    Unanswered,
    Solved,

    /// <summary>Most written in lately.</summary>
    Top,

    /// <summary>Where the reader has written.</summary>
    Mine,
}

public enum TopPeriod
{
    Day,
    Week,
    Month,
}

/// <param name="Before">Goes on behind the last numbered page: <see cref="ThreadList.Older"/> of the page before.</param>
/// <param name="WithMuted">What the reader has muted is shown too.</param>
public sealed record ThreadQuery(string? CategorySlug = null, ThreadTab Tab = ThreadTab.Latest, int Page = 1, TopPeriod Period = TopPeriod.Week, string? Before = null, bool WithMuted = false, string? Tag = null);

public sealed record CategoryView(Guid Id, string Slug, string Name, string? Description, string Status, int Threads, DateTimeOffset? LastActivityAt)
{
    public string Mode { get; init; } = CategoryMode.Discussion;
}

/// <param name="Pages">At most <see cref="MostPages"/>: what is behind them is reached by <see cref="Older"/>.</param>
/// <param name="Total">Counted up to the last numbered page.</param>
public sealed record ThreadList(CategoryView? Category, IReadOnlyList<ThreadSummary> Threads, int Page, int Pages, int Total)
{
    public const int MostPages = 50;

    /// <summary>Counts of unread and new threads stop here.</summary>
    public const int MostCounted = 100;

    /// <summary>Where the threads behind the last numbered page begin; null where there are none.</summary>
    public string? Older { get; init; }

    public int Unread { get; init; }

    public int New { get; init; }

    /// <summary>How closely the reader follows the category.</summary>
    public string Level { get; init; } = WatchLevel.Normal;

    /// <summary>The reader has muted something, so there may be more than is shown.</summary>
    public bool HasMuted { get; init; }
}

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

    public bool Pinned { get; init; }

    /// <summary>The newest post the reader has seen; zero for a thread they never opened.</summary>
    public int LastRead { get; init; }

    public bool IsNew { get; init; }

    /// <summary>How closely the reader follows it.</summary>
    public string Level { get; init; } = WatchLevel.Normal;

    /// <summary>Posts since the reader was there last.</summary>
    public int Unread => LastRead > 0 && Level != WatchLevel.Muted ? Math.Max(0, Replies + 1 - LastRead) : 0;
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

    public Guid CategoryId { get; init; }

    public bool Pinned { get; init; }

    public int Views { get; init; }

    /// <summary>Of all its posts as they were written.</summary>
    public long TextLength { get; init; }

    /// <summary>All who take part, counted up to 100; the first of them are <see cref="Participants"/>.</summary>
    public int ParticipantCount { get; init; }

    /// <summary>The newest post the reader has seen; zero for a thread they never opened.</summary>
    public int LastRead { get; init; }

    /// <summary>The first post by somebody else since then.</summary>
    public int? FirstUnread { get; init; }

    /// <summary>How closely the reader follows it.</summary>
    public string Level { get; init; } = WatchLevel.Normal;
}

public sealed record Participant(Person Person, int Posts);

/// <param name="Html">Sanitised; null where the reader may not see the text.</param>
/// <param name="Moderation">Who and why, for moderators.</param>
public sealed record PostView(Guid Id, int Number, string Status, string Role, int Version, Person? Author, string? Html, ModerationNote? Moderation, DateTimeOffset CreatedAt)
{
    public PostReactions Reactions { get; init; } = PostReactions.None;

    /// <summary>When a text was last replaced that is in the post's history.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The reader ignores its author.</summary>
    public bool Ignored { get; init; }

    /// <summary>The number of the post that this one answers.</summary>
    public int? ReplyTo { get; init; }
}

public sealed record ModerationNote(Person By, string? Reason, DateTimeOffset At);
