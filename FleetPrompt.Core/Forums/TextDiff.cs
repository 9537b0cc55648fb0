using System.Text.RegularExpressions;
using DiffPlex;

namespace FleetPrompt.Core.Forums;

/// <summary>What changed between two texts: by lines, and by words within lines that were changed. Texts as long as posts may be take milliseconds, whatever is in them.</summary>
public static partial class TextDiff
{
    /// <summary>Unchanged lines that stay around a change.</summary>
    private const int Context = 3;

    /// <summary>Beyond these, everything counts as changed: comparing costs the square of what differs.</summary>
    private const int MostLines = 4000;
    private const int LongestLine = 4000;

    public static IReadOnlyList<DiffRow> Of(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        return Folded(before.Length == 0 || after.Length == 0 || old.Length + now.Length > MostLines ? [.. Replaced(old, 0, old.Length, now, 0, now.Length)] : Rows(old, now));
    }

    private static List<DiffRow> Rows(string[] old, string[] now)
    {
        var rows = new List<DiffRow>();
        var (a, b) = (0, 0);
        foreach (var block in new Differ().CreateCustomDiffs(string.Join('\n', old), string.Join('\n', now), ignoreWhiteSpace: false, text => text.Split('\n')).DiffBlocks)
        {
            while (a < block.DeleteStartA) rows.Add(Same(old[a], ++a, ++b));
            rows.AddRange(Replaced(old, a, block.DeleteCountA, now, b, block.InsertCountB));
            (a, b) = (a + block.DeleteCountA, b + block.InsertCountB);
        }

        while (a < old.Length) rows.Add(Same(old[a], ++a, ++b));
        return rows;
    }

    private static DiffRow Same(string line, int oldNumber, int newNumber) => new(DiffKind.Same, [new(line, false)], [new(line, false)], oldNumber, newNumber);

    private static IEnumerable<DiffRow> Replaced(string[] old, int a, int removed, string[] now, int b, int added)
    {
        for (var n = 0; n < Math.Max(removed, added); n++)
        {
            if (n >= added) yield return new(DiffKind.Removed, [new(old[a + n], false)], [], a + n + 1, null);
            else if (n >= removed) yield return new(DiffKind.Added, [], [new(now[b + n], false)], null, b + n + 1);
            else
            {
                var (before, after) = Words(old[a + n], now[b + n]);
                yield return new(DiffKind.Changed, before, after, a + n + 1, b + n + 1);
            }
        }
    }

    private static (IReadOnlyList<DiffPart> Before, IReadOnlyList<DiffPart> After) Words(string before, string after)
    {
        if (before.Length + after.Length > LongestLine) return ([new(before, true)], [new(after, true)]);
        var diff = new Differ().CreateCustomDiffs(before, after, ignoreWhiteSpace: false, text => [.. Word().Matches(text).Select(m => m.Value)]);
        return (
            Parts(diff.PiecesOld, diff.DiffBlocks.SelectMany(x => Enumerable.Range(x.DeleteStartA, x.DeleteCountA)).ToHashSet()),
            Parts(diff.PiecesNew, diff.DiffBlocks.SelectMany(x => Enumerable.Range(x.InsertStartB, x.InsertCountB)).ToHashSet()));
    }

    /// <summary>Neighbours of the same kind become one part.</summary>
    private static List<DiffPart> Parts(IReadOnlyList<string> pieces, HashSet<int> changed)
    {
        var parts = new List<DiffPart>();
        for (var n = 0; n < pieces.Count; n++)
        {
            var part = new DiffPart(pieces[n], changed.Contains(n));
            if (parts.Count > 0 && parts[^1].Changed == part.Changed) parts[^1] = part with { Text = parts[^1].Text + part.Text };
            else parts.Add(part);
        }

        return parts;
    }

    private static List<DiffRow> Folded(List<DiffRow> rows)
    {
        var near = new bool[rows.Count];
        for (var n = 0; n < rows.Count; n++)
            if (rows[n].Kind != DiffKind.Same)
                for (var m = Math.Max(0, n - Context); m <= Math.Min(rows.Count - 1, n + Context); m++) near[m] = true;
        var folded = new List<DiffRow>();
        for (var n = 0; n < rows.Count; n++)
        {
            if (near[n]) folded.Add(rows[n]);
            else if (folded.Count > 0 && folded[^1].Kind == DiffKind.Skipped) folded[^1] = folded[^1] with { Skipped = folded[^1].Skipped + 1 };
            else folded.Add(new(DiffKind.Skipped, [], [], null, null, 1));
        }

        return folded;
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>A word, a space, or one of what stands between.</summary>
    [GeneratedRegex(@"[\w\p{M}]+|\s+|[^\w\s]", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

public enum DiffKind
{
    Same,
    Added,
    Removed,
    Changed,
    Skipped,
}

/// <param name="Skipped">How many unchanged lines are left out here.</param>
public sealed record DiffRow(DiffKind Kind, IReadOnlyList<DiffPart> Old, IReadOnlyList<DiffPart> New, int? OldLine, int? NewLine, int Skipped = 0);

/// <param name="Changed">Of a changed line: is not in the other one.</param>
public sealed record DiffPart(string Text, bool Changed);
