using System.Text.Json;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// Auditable intent: what should happen, on whose authority, and what became of it. The only way to a side effect.
/// The row changes only along <see cref="DirectiveStates"/>, and every change is told by a signal of the same transaction.
/// </summary>
public sealed class Directive
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required string Stream { get; init; }

    /// <summary><c>{directive}:{tenant}:{subject}:{version}</c>; free again only once the directive is canceled.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the canonical arguments without reason: the same key with other arguments is a conflict.</summary>
    public required string ArgsHash { get; init; }

    public required JsonDocument Payload { get; init; }

    public required string Status { get; init; }

    public JsonDocument? Result { get; init; }

    public string? ErrorKind { get; init; }

    /// <summary>Safe to show to the person who asked.</summary>
    public string? ErrorMessage { get; init; }

    public JsonDocument? ErrorDetails { get; init; }

    public required string RequestedByType { get; init; }

    public Guid? RequestedById { get; init; }

    /// <summary>The requester's role when it was requested; read again when it runs.</summary>
    public string? ActorRole { get; init; }

    public required Guid CorrelationId { get; init; }

    public Guid? CausationId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Not to run before; null means at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Counts from 1; only an explicit rerun raises it.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The fencing token of the runner that holds it.</summary>
    public long? Token { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    internal Actor Requester => new(RequestedByType, RequestedById);

    /// <summary>What is done for it is part of the same act, and caused by it.</summary>
    internal OperationContext InTheNameOf(Actor actor, TenantRef tenant) => new(tenant, actor, Sources.Job, null, CorrelationId, Id);
}
