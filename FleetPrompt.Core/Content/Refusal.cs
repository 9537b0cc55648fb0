namespace FleetPrompt.Core.Content;

/// <summary>Why a text is shown as it was written. Each is shown to its author.</summary>
internal static class Refusal
{
    public const string TooLong = "The text is too long to be formatted.";
    public const string TooManyCells = "The text has tables that are too large to be formatted.";
    public const string TooDeep = "The text has quotes, lists or brackets nested too deeply to be formatted.";
    public const string TooManyMarks = "A paragraph of the text has too many formatting marks.";
    public const string TooManyLinks = "The text has too many links to be formatted.";
    public const string TooComplex = "The text is too complex to be formatted.";
    public const string TooLarge = "The text becomes too large when it is formatted.";
}
