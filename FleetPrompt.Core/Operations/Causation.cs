namespace FleetPrompt.Core.Operations;

/// <summary>How deep each entry stands in its chain of causes, for indentation.</summary>
public static class Causation
{
    public const int Deepest = 4;

    /// <summary>One more than the entry that caused it, where that one is in the list; else 0.</summary>
    public static IReadOnlyDictionary<Guid, int> Depths(IEnumerable<TimelineEntry> entriesInOrder)
    {
        var depths = new Dictionary<Guid, int>();
        foreach (var entry in entriesInOrder)
            depths[entry.Id] = entry.CausationId is { } cause && depths.TryGetValue(cause, out var depth) ? Math.Min(depth + 1, Deepest) : 0;
        return depths;
    }
}
