using System.Text.Json;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Web.Live;

/// <summary>What a client gets.</summary>
/// <param name="Cursor">Keep it once the signals are dealt with, and join with it the next time.</param>
/// <param name="Reset">Signals before this batch may be missing: load anew what was made of them.</param>
internal sealed record SignalBatch(IReadOnlyList<SignalMessage> Signals, string Cursor, bool Reset);

/// <summary>A signal as the database holds it and as <c>/signals/{id}</c> shows it to the same person; without <c>seq</c>, which is not the order of commits.</summary>
internal sealed record SignalMessage(
    Guid Id,
    string Name,
    string Stream,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    string Source,
    string ActorType,
    Guid? ActorId,
    string SubjectType,
    Guid SubjectId,
    Guid CorrelationId,
    Guid? CausationId,
    string? DedupeKey,
    JsonElement Payload,
    JsonElement Metadata,
    string Visibility)
{
    public static SignalMessage Of(Signal s) =>
        new(
            s.Id,
            s.Name,
            s.Stream,
            s.OccurredAt,
            s.RecordedAt,
            s.Source,
            s.ActorType,
            s.ActorId,
            s.SubjectType,
            s.SubjectId,
            s.CorrelationId,
            s.CausationId,
            s.DedupeKey,
            s.Payload.RootElement,
            s.Metadata.RootElement,
            s.Visibility);
}
