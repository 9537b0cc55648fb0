using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Operations;

/// <summary>Which signals. Times are those of recording, which a replay goes by too.</summary>
/// <param name="Name">Names that begin so.</param>
/// <param name="Before">Only what stands before this <c>seq</c>.</param>
/// <param name="After">Only what stands after this <c>seq</c>.</param>
public sealed record SignalQuery(
    string? Name = null,
    string? ActorType = null,
    Guid? ActorId = null,
    string? SubjectType = null,
    Guid? SubjectId = null,
    string? Stream = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    long? Before = null,
    long? After = null,
    int Take = SignalQuery.PageSize)
{
    public const int PageSize = 50;

    public bool IsFiltered => this with { Before = null, After = null, Take = PageSize } != new SignalQuery();

    /// <summary>Whether what has just arrived belongs here.</summary>
    public bool Matches(Signal signal) =>
        (Name is null || signal.Name.StartsWith(Name, StringComparison.Ordinal))
        && (ActorType is null || signal.ActorType == ActorType)
        && (ActorId is null || signal.ActorId == ActorId)
        && (SubjectType is null || signal.SubjectType == SubjectType)
        && (SubjectId is null || signal.SubjectId == SubjectId)
        && (Stream is null || signal.Stream == Stream)
        && (From is null || signal.RecordedAt >= From)
        && (To is null || signal.RecordedAt < To);
}

/// <param name="Entries">Newest first.</param>
/// <param name="Older">What to read before for the next page; null on the last one.</param>
public sealed record SignalList(IReadOnlyList<TimelineEntry> Entries, long? Older);

/// <summary>One signal with what became of it.</summary>
public sealed record SignalSheet(TimelineDetail Detail, IReadOnlyList<DeliveryView> Deliveries)
{
    /// <summary>Something may still change by itself, soon.</summary>
    public bool InMotion => Deliveries.Any(d => d.Status is DeliveryStates.Pending or DeliveryStates.Running);
}

/// <param name="ErrorMessage">Null for who may not see it.</param>
public sealed record DeliveryView(
    Guid Id,
    string Handler,
    string Status,
    int Attempt,
    Guid? ReplayId,
    bool ExternalEffects,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextTryAt,
    DateTimeOffset? FinishedAt,
    string? ErrorKind,
    string? ErrorMessage);
