using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Moderation;

/// <summary>Which items are shown. Empty filters pass everything.</summary>
/// <param name="Status"><c>waiting</c> (open and escalated), <c>escalated</c> or <c>decided</c>.</param>
/// <param name="Mine">Only what the reader has claimed, or has decided.</param>
public sealed record QueueQuery(string Status = QueueQuery.Waiting, string? Reason = null, int? Severity = null, Guid? Category = null, string? Origin = null, bool Mine = false, int Page = 1)
{
    public const string Waiting = "waiting";

    public bool IsFiltered => Reason is not null || Severity is not null || Category is not null || Origin is not null || Mine;
}

/// <param name="Waiting">All that wait, whatever the filter.</param>
public sealed record QueuePage(IReadOnlyList<QueueRow> Rows, int Total, int Page, int Pages, int Waiting, int Escalated);

/// <param name="Status">One of <see cref="ItemStatus"/>, <see cref="ItemStatus.Claimed"/> included.</param>
/// <param name="Extract">The beginning of what the post says.</param>
public sealed record QueueRow(
    Guid Id,
    Guid PostId,
    string Status,
    int Version,
    int Severity,
    double Score,
    bool AutoHidden,
    string ThreadTitle,
    string CategoryName,
    int Number,
    Person? Author,
    string Extract,
    IReadOnlyList<string> Reasons,
    int Flags,
    Person? ClaimedBy,
    string? Decision,
    DateTimeOffset FirstFlaggedAt);

/// <summary>An item with all that a moderator should know to decide.</summary>
public sealed record ItemView(
    QueueRow Row,
    Guid ThreadId,
    string ThreadSlug,
    string ThreadStatus,
    Guid CategoryId,
    Guid? AuthorId,
    DateTimeOffset? ClaimedUntil,
    IReadOnlyList<ContextPost> Context,
    IReadOnlyList<FlagView> Flags,
    IReadOnlyList<DecisionView> Decisions,
    AuthorView? Author);

/// <summary>The post itself, or one beside it.</summary>
/// <param name="Html">Sanitised.</param>
public sealed record ContextPost(Guid Id, int Number, bool IsFlagged, Person? Author, string Status, string Html, string? ModerationReason, DateTimeOffset CreatedAt);

public sealed record FlagView(Guid Id, string Origin, Person? Flagger, string? Rule, double? Confidence, string Reason, string? Notes, double Weight, string Status, DateTimeOffset CreatedAt);

/// <param name="CanUndo">It stands, and none was made after it.</param>
public sealed record DecisionView(Guid Id, string Action, Person By, string? Note, DateTimeOffset At, Person? UndoneBy, DateTimeOffset? UndoneAt, bool CanUndo, DateTimeOffset? SilencedUntil);

/// <summary>What is known of who wrote it.</summary>
/// <param name="Removed">Posts that are hidden or deleted now.</param>
public sealed record AuthorView(Person Person, int Trust, DateTimeOffset? JoinedAt, DateTimeOffset? SilencedUntil, int Posts, int Removed, int FlagsUpheld, int FlagsRejected, IReadOnlyList<PastItem> History, IReadOnlyList<NoteView> Notes);

/// <summary>Another decision on a post of the same author.</summary>
public sealed record PastItem(Guid ItemId, string ThreadTitle, int Number, string Action, Person By, DateTimeOffset At);

public sealed record NoteView(Guid Id, Person By, string Text, DateTimeOffset At);
