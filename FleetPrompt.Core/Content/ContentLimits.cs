namespace FleetPrompt.Core.Content;

/// <summary>
/// The numbers that keep one text from costing more than its share. Lengths are UTF-16 characters unless they say bytes.
/// Rendering's work is bounded by these before any tree is built; a text beyond one of them is shown as it was written.
/// </summary>
public sealed record ContentLimits
{
    /// <summary>The limits everything uses unless told otherwise.</summary>
    public static ContentLimits Default { get; } = new();

    /// <summary>Longest title of a topic.</summary>
    public int MaxTitleLength { get; init; } = 200;

    /// <summary>Longest post as its author writes it.</summary>
    public int MaxPostLength { get; init; } = 32_000;

    /// <summary>Largest rendered post, in UTF-8 bytes, and longest HTML that the sanitiser reads.</summary>
    public int MaxOutputBytes { get; init; } = 1_048_576;

    /// <summary>
    /// Most table cells in a post. Short rows are filled up to the widest one, so cells grow with rows × columns
    /// and not with the text: without this cap 11 KB of pipes become 25 MB of HTML.
    /// </summary>
    public int MaxTableCells { get; init; } = 10_000;

    /// <summary>Most block quote and list markers at the start of one line of Markdown.</summary>
    public int MaxMarkersPerLine { get; init; } = 50;

    /// <summary>Most emphasis and link marks in one paragraph; matching them takes time that grows with their square.</summary>
    public int MaxMarksPerParagraph { get; init; } = 4_000;

    /// <summary>Deepest nesting of elements.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Most links in a post.</summary>
    public int MaxLinks { get; init; } = 1_000;

    /// <summary>Most elements in a post.</summary>
    public int MaxElements { get; init; } = 20_000;

    /// <summary>
    /// Most elements that an HTML parser could have to add on its own to repair formatting that was left open;
    /// see <see cref="MarkupBudget"/>.
    /// </summary>
    public int MaxRepairs { get; init; } = 150_000;

    /// <summary>Most coloured parts of code in a post; blocks beyond it stay plain.</summary>
    public int MaxCodeSpans { get; init; } = 4_000;

    /// <summary>Longest address of a link.</summary>
    public int MaxUrlLength { get; init; } = 2_048;
}
