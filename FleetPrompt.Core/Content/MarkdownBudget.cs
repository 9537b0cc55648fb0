namespace FleetPrompt.Core.Content;

/// <summary>
/// Looks at a Markdown text before it is parsed and refuses what would cost far more than its length. One linear pass, no patterns.
/// It errs towards refusing: marks inside code count too, since telling them apart is the parser's job.
/// </summary>
internal static class MarkdownBudget
{
    /// <summary>Null if the text may be parsed, else the reason why not.</summary>
    public static string? Refuse(string text, ContentLimits limits)
    {
        var cells = 0L;
        var paragraph = new MarkdownParagraph();
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            var line = NextLine(ref rest);
            if (line.Trim(" \t").IsEmpty)
            {
                cells += paragraph.Cells;
                paragraph = new MarkdownParagraph();
                continue;
            }

            if (Markers(line) > limits.MaxMarkersPerLine)
                return Refusal.TooDeep;
            paragraph.Add(line);
            if (paragraph.Marks > limits.MaxMarksPerParagraph)
                return Refusal.TooManyMarks;
            if (cells + paragraph.Cells > limits.MaxTableCells)
                return Refusal.TooManyCells;
        }

        return null;
    }

    private static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny('\r', '\n');
        if (end < 0)
        {
            var last = rest;
            rest = [];
            return last;
        }

        var line = rest[..end];
        var pair = rest[end] == '\r' && end + 1 < rest.Length && rest[end + 1] == '\n';
        rest = rest[(end + (pair ? 2 : 1))..];
        return line;
    }

    // "> - 1. text" opens three blocks in one line.
    private static int Markers(ReadOnlySpan<char> line)
    {
        var count = 0;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] is ' ' or '\t' || char.IsAsciiDigit(line[at]))
                continue;
            var spaced = at + 1 == line.Length || line[at + 1] is ' ' or '\t';
            if (line[at] == '>' || (spaced && line[at] is ('-' or '+' or '*' or '.' or ')')))
                count++;
            else
                break;
        }

        return count;
    }
}
