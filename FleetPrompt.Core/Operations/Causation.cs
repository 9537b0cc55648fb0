namespace FleetPrompt.Core.Operations;

/// <summary>Where an entry stands in its chain of causes.</summary>
/// <param name="Depth">Steps from the chain's first cause in the list, at most <see cref="Causation.Deepest"/>.</param>
/// <param name="Joined">Nothing of another chain stands between it and its cause, so a line between them leads to the right one.</param>
public readonly record struct ChainPlace(int Depth, bool Joined);

/// <summary>How deep each entry stands in its chain of causes, for indentation.</summary>
public static class Causation
{
    public const int Deepest = 4;

    /// <summary>One deeper than the entry that caused it, where that one is in the list; else 0.</summary>
    public static IReadOnlyDictionary<Guid, ChainPlace> Places(IEnumerable<TimelineEntry> entriesInOrder)
    {
        var places = new Dictionary<Guid, ChainPlace>();
        var open = new List<Guid>();
        foreach (var entry in entriesInOrder)
        {
            var parent = entry.CausationId is { } id && places.TryGetValue(id, out var found) ? found : (ChainPlace?)null;
            var cause = entry.CausationId is { } causation ? open.IndexOf(causation) : -1;
            open.RemoveRange(cause + 1, open.Count - cause - 1);
            places[entry.Id] = parent is { } above ? new ChainPlace(Math.Min(above.Depth + 1, Deepest), cause >= 0) : new ChainPlace(0, true);
            open.Add(entry.Id);
        }

        return places;
    }
}
