using System.Text.Json;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// An immutable fact: what happened, when, by whom, about what, as part of what. Written in the transaction of the change it describes; never updated or deleted by the application.
/// Payload and metadata hold ids and states, not texts, so that hiding or erasing content needs no change to history.
/// </summary>
public sealed class Signal
{
    /// <summary>A version 7 uuid: ordered by time of emission.</summary>
    public Guid Id { get; init; }

    /// <summary>Given at insert, so not in the order of commit: read forward with <see cref="ISignalLog.ReadSinceAsync"/>, never with <c>seq &gt; cursor</c>.</summary>
    public long Seq { get; init; }

    /// <summary>Lower-case words joined by dots, past tense: <c>forum.post.created</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What a timeline shows together, for example <c>forum.thread:{id}</c>.</summary>
    public required string Stream { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The database's clock at insert.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    public required string Source { get; init; }

    public required string ActorType { get; init; }

    public Guid? ActorId { get; init; }

    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    public required Guid CorrelationId { get; init; }

    public Guid? CausationId { get; init; }

    public string? RequestId { get; init; }

    public string? DedupeKey { get; init; }

    public required JsonDocument Payload { get; init; }

    public required JsonDocument Metadata { get; init; }

    /// <summary><c>members | moderators | admins</c>.</summary>
    public required string Visibility { get; init; }
}
