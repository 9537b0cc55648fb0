namespace FleetPrompt.Core.Content;

/// <summary>What a run of lines without a blank one between them could become at most. Tables and emphasis never reach over a blank line.</summary>
internal struct MarkdownParagraph
{
    private int _lines;
    private int _widest;
    private bool _mayBeTable;

    /// <summary>Runs of emphasis marks, and opening brackets.</summary>
    public int Marks { get; private set; }

    /// <summary>Cells, if this is a table: every row gets as many as the widest one. At most 32,000 × 32,000 for a post, so never an overflow.</summary>
    public readonly long Cells => _mayBeTable ? (long)_lines * (_widest + 1) : 0;

    public void Add(ReadOnlySpan<char> line)
    {
        _lines++;
        _widest = Math.Max(_widest, line.Count('|'));
        _mayBeTable |= MayDelimit(line);
        for (var at = 0; at < line.Length; at++)
        {
            if (IsMark(line, at))
                Marks++;
        }
    }

    // The row of dashes below a table's head. Markdig takes it with emphasis around and any white space, so only letters rule it out; an entity can stand for a dash.
    private static bool MayDelimit(ReadOnlySpan<char> line)
    {
        if (!line.Contains('|'))
            return false;
        if (line.Contains('&'))
            return true;
        foreach (var c in line)
        {
            if (char.IsLetter(c))
                return false;
        }

        return true;
    }

    private static bool IsMark(ReadOnlySpan<char> line, int at) =>
        line[at] switch
        {
            '[' => true,
            '*' or '~' => at == 0 || line[at - 1] != line[at],
            '_' => (at == 0 || line[at - 1] != '_') && !IsInsideWord(line, at),
            _ => false,
        };

    // CommonMark: "_" inside a word is no emphasis, so snake_case costs nothing.
    private static bool IsInsideWord(ReadOnlySpan<char> line, int at) =>
        at > 0 && at + 1 < line.Length && char.IsLetterOrDigit(line[at - 1]) && char.IsLetterOrDigit(line[at + 1]);
}
