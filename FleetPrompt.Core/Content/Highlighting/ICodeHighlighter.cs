namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>
/// Finds the parts of a piece of code that are shown in a colour. Shaped so that a library (ColorCode, say, whose parser reports scopes the same way)
/// can take over; it reports places and never writes markup.
/// </summary>
public interface ICodeHighlighter
{
    /// <summary>
    /// The coloured parts of <paramref name="code"/>, in order and apart; what stands between them is plain. Null if the language is not known.
    /// Never throws for any code or language, and takes time that grows with the code's length alone.
    /// </summary>
    IReadOnlyList<CodeToken>? Read(string code, string language);
}
