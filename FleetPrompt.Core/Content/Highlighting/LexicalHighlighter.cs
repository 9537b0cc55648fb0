using System.Collections.Frozen;

namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>Colours code by its words and signs, without parsing it. Holds no state: safe to call from several threads.</summary>
public sealed class LexicalHighlighter : ICodeHighlighter
{
    private static readonly FrozenSet<string> Markup =
        "html xml xhtml svg xaml razor cshtml vue svelte csproj".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Diff = "diff patch".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IReadOnlyList<CodeToken>? Read(string code, string language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        if (CodeLanguages.ByName.TryGetValue(language, out var words))
            return CodeLexer.Read(code, words);
        if (Markup.Contains(language))
            return MarkupLexer.Read(code);
        return Diff.Contains(language) ? DiffLexer.Read(code) : null;
    }
}
