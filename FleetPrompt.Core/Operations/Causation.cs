namespace FleetPrompt.Core.Operations;

/// <summary>How deep each entry stands in its chain of causes, for indentation.</summary>
public static class Causation
{
    public const int Deepest = 4;

    /// <summary>
    /// One more than the entry that caused it, as long as nothing of another chain stands between them: a line drawn past that would lead to the wrong cause. Else 0.
    /// </summary>
    public static IReadOnlyDictionary<Guid, int> Depths(IEnumerable<TimelineEntry> entriesInOrder)
    {
        var depths = new Dictionary<Guid, int>();
        var open = new List<Guid>();
        foreach (var entry in entriesInOrder)
        {
            var cause = entry.CausationId is { } id ? open.IndexOf(id) : -1;
            open.RemoveRange(cause + 1, open.Count - cause - 1);
            depths[entry.Id] = Math.Min(open.Count, Deepest);
            open.Add(entry.Id);
        }

        return depths;
    }
}
