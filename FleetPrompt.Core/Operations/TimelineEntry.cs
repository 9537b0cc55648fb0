using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>One row of a timeline: a signal, or a directive in the place where it was requested.</summary>
/// <param name="Seq">The order of rows: that in which facts were recorded.</param>
/// <param name="At">When it happened; for what was imported, long before it was recorded.</param>
public sealed record TimelineEntry(
    string Kind,
    Guid Id,
    string Name,
    long Seq,
    DateTimeOffset At,
    Actor Actor,
    string ActorName,
    string Phrase,
    string SubjectType,
    Guid SubjectId,
    string Stream,
    string? StreamTitle,
    Guid CorrelationId,
    Guid? CausationId,
    string Source,
    DirectiveState? State)
{
    public const string Signal = "signal";
    public const string Directive = "directive";
}

/// <summary>How far a directive has come.</summary>
public sealed record DirectiveState(string Status, int Attempt, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? ErrorKind, string? ErrorMessage)
{
    /// <summary>Not to be begun before; null where it may begin at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>From start to end; null while there is no end.</summary>
    public TimeSpan? Duration => FinishedAt - StartedAt;
}

/// <param name="Before">Only what stands before this <c>seq</c>.</param>
/// <param name="Name">Names that start so.</param>
/// <param name="Kind"><c>signal</c> or <c>directive</c>; null for both.</param>
/// <param name="Status">Directives in this state only.</param>
public sealed record TimelineQuery(
    string? Stream = null,
    Guid? CorrelationId = null,
    string? Kind = null,
    string? Name = null,
    string? Status = null,
    Guid? ActorId = null,
    long? Before = null,
    int Take = 100)
{
    /// <summary>Whether an entry that has just arrived belongs here; stream and chain are the feed's to filter.</summary>
    public bool Matches(TimelineEntry entry) =>
        (Kind is null || entry.Kind == Kind)
        && (Name is null || entry.Name.StartsWith(Name, StringComparison.Ordinal))
        && (Status is null || entry.State?.Status == Status)
        && (ActorId is null || entry.Actor.Id == ActorId);
}

/// <param name="Entries">In time order.</param>
/// <param name="Earlier">There are more before the first.</param>
public sealed record TimelinePage(IReadOnlyList<TimelineEntry> Entries, bool Earlier);

/// <summary>Everything about one entry that the reader may see.</summary>
/// <param name="Payload">Indented JSON; null where only moderators see it.</param>
public sealed record TimelineDetail(
    TimelineEntry Entry,
    string? Payload,
    string? Metadata,
    string? Result,
    string? IdempotencyKey,
    IReadOnlyList<AttemptView> Attempts,
    TimelineEntry? CausedBy,
    IReadOnlyList<TimelineEntry> LedTo);

public sealed record AttemptView(int Attempt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Outcome, string? ErrorKind, string? ErrorMessage, string? RerunBy, string? RerunReason);
