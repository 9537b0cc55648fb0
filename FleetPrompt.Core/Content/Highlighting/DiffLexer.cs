namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>Reads a unified diff, line by line. The signs at the start of the lines say the same as the colours.</summary>
internal static class DiffLexer
{
    private static readonly string[] Heads = ["@@", "+++", "---", "diff ", "index ", "new file", "deleted file", "rename ", "similarity "];

    public static IReadOnlyList<CodeToken> Read(string code)
    {
        var tokens = new List<CodeToken>();
        for (var at = 0; at < code.Length; )
        {
            var end = code.IndexOf('\n', at) is >= 0 and var found ? found : code.Length;
            if (end > at && KindOf(code.AsSpan(at, end - at)) is { } kind)
                tokens.Add(new CodeToken(kind, at, end - at));
            at = end + 1;
        }

        return tokens;
    }

    private static CodeKind? KindOf(ReadOnlySpan<char> line)
    {
        foreach (var head in Heads)
        {
            if (line.StartsWith(head, StringComparison.Ordinal))
                return CodeKind.Meta;
        }

        return line[0] switch
        {
            '+' => CodeKind.Added,
            '-' => CodeKind.Removed,
            _ => null,
        };
    }
}
