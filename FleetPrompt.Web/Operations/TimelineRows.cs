using FleetPrompt.Core.Operations;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Operations;

/// <summary>How timeline entries are put into words and links.</summary>
internal static class TimelineRows
{
    public static AuditRow RowOf(TimelineEntry entry, ChainPlace place, bool showSubject) =>
        new(
            entry.Kind,
            entry.Id,
            entry.Name,
            entry.Actor.Ref(entry.ActorName),
            showSubject && entry.StreamTitle is { } title ? $"{entry.Phrase} · {title}" : entry.Phrase,
            entry.At,
            entry.State?.Status ?? "recorded",
            entry.CorrelationId,
            entry.State?.Duration,
            place.Depth)
        {
            Joined = place.Joined,
        };

    public static ChainLink LinkOf(TimelineEntry entry) =>
        new(entry.Kind, entry.Name, $"{AppUrls.Chain(entry.CorrelationId)}?selected={entry.Kind}:{entry.Id}", entry.At, entry.State?.Status);

    /// <summary>What a stream is about, for who reads a list.</summary>
    public static string About(TimelineEntry entry) => entry.StreamTitle ?? (entry.Stream.StartsWith("org:", StringComparison.Ordinal) ? "the organisation" : entry.Stream);

    /// <summary>Where the thing a stream is about can be seen; null when it has no page.</summary>
    public static string? StreamHref(string stream) =>
        stream.Split(':') switch
        {
            ["forum.thread", var id] => $"/forums/t/{id}",
            ["package.installation", var id] => $"/installations/{id}",
            ["agent", var id] => $"/agents/{id}",
            _ => null,
        };
}
