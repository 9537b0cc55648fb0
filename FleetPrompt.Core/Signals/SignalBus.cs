using System.Text.Json;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// The only way a signal comes into being. Joins the caller's unit, stamps who, where from and as part of what, redacts what looks secret,
/// puts a delivery in line for each handler that listens, and rings the doorbell once the unit has committed.
/// </summary>
public sealed class SignalBus(ISignalLog log, IDeliveryLog deliveries, SignalCatalog catalog, SignalHandlers handlers, SignalTelemetry telemetry, Doorbell doorbell, TimeProvider time)
{
    /// <summary>Records a fact, with the unit's next statement or its commit; <c>seq</c> and <c>recorded_at</c> are given there and not known here. Where <see cref="SignalOptions.DedupeKey"/> is already taken, the signal recorded then comes back and nothing is written.</summary>
    /// <exception cref="ArgumentException">The name is not in the catalog, or the payload cannot be kept as JSON within <see cref="SignalJson.MaxBytes"/>: a bug of the caller.</exception>
    public async Task<Signal> EmitAsync<TPayload>(
        TenantUnit unit,
        SignalType<TPayload> type,
        Subject subject,
        TPayload payload,
        SignalOptions? options = null,
        CancellationToken cancel = default)
        where TPayload : notnull => (await EmitAsync(unit, [Draft(type, subject, payload, options)], cancel))[0];

    /// <summary>A draft to be emitted together with others.</summary>
    public static SignalDraft Draft<TPayload>(SignalType<TPayload> type, Subject subject, TPayload payload, SignalOptions? options = null)
        where TPayload : notnull => new(type, subject, SignalJson.Bytes(payload), options ?? new SignalOptions());

    /// <summary>Records several facts in the order given, in one statement.</summary>
    public async Task<IReadOnlyList<Signal>> EmitAsync(TenantUnit unit, IReadOnlyList<SignalDraft> drafts, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var stamped = drafts.Select(d => Stamp(unit, d, now)).ToList();
        var signals = await log.AppendAsync(unit, stamped, cancel);
        FanOut(unit, signals.Where((s, i) => s.Id == stamped[i].Id));
        doorbell.RingAfterCommit(unit);
        return signals;
    }

    /// <summary>What was recorded before, under the same dedupe key, has been handed on before.</summary>
    private void FanOut(TenantUnit unit, IEnumerable<Signal> recorded)
    {
        telemetry.Emitted(unit, recorded);
        var due = recorded.SelectMany(s => handlers.Of(s).Select(h => new NewDelivery(s.Id, h.Name))).ToList();
        if (due.Count > 0) deliveries.Add(unit, due);
    }

    private Signal Stamp(TenantUnit unit, SignalDraft draft, DateTimeOffset now)
    {
        if (catalog.Find(draft.Type.Name) != draft.Type) throw new ArgumentException($"'{draft.Type.Name}' is not in the signal catalog.", nameof(draft));
        var operation = draft.Operation ?? unit.Operation;
        var actor = draft.Options.Actor ?? operation.Actor;
        var causation = draft.Options.CausationId ?? operation.CausationId;
        var (payload, hidden) = RedactionGuard.RedactUtf8(draft.Payload);
        return new Signal
        {
            Id = Guid.CreateVersion7(now),
            Name = draft.Type.Name,
            Stream = draft.Options.Stream ?? draft.Subject.Stream,
            OccurredAt = draft.Options.OccurredAt ?? now,
            Source = operation.Source,
            ActorType = actor.Type,
            ActorId = actor.Id,
            SubjectType = draft.Subject.Type,
            SubjectId = draft.Subject.Id,
            CorrelationId = operation.CorrelationId,
            CausationId = causation,
            RequestId = operation.RequestId,
            DedupeKey = draft.Options.DedupeKey,
            Payload = Bounded(payload, draft.Type.Name),
            Metadata = Bounded(SignalMetadata.Write(unit.Tenant, operation, actor, draft.Subject, causation, hidden), draft.Type.Name),
            Visibility = Wider(draft.Type.Visibility, draft.Options.Visibility).Name(),
        };
    }

    /// <summary>A fact may be shown to fewer than its name allows, never to more.</summary>
    private static Visibility Wider(Visibility byName, Visibility? asked) => asked > byName ? asked.Value : byName;

    private static JsonDocument Bounded(ReadOnlyMemory<byte> json, string name) =>
        SignalJson.Problem(json.Span) is { } problem ? throw new ArgumentException($"The payload or metadata of '{name}' cannot be kept. {problem}") : JsonDocument.Parse(json);
}
