using System.Collections.Frozen;

namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>How a text in quotes begins and ends.</summary>
/// <param name="Escapes">A backslash takes the next character's meaning away.</param>
/// <param name="Lines">It may go over the end of a line.</param>
internal sealed record CodeQuote(string Open, string Close, bool Escapes = true, bool Lines = false);

/// <summary>What <see cref="CodeLexer"/> has to know of a language to colour it: enough for reading, not for compiling.</summary>
internal sealed record CodeLanguage
{
    public FrozenSet<string> Keywords { get; init; } = [];

    public FrozenSet<string> Types { get; init; } = [];

    /// <summary>Words that begin with a capital and go on in small letters are types.</summary>
    public bool CapitalsAreTypes { get; init; }

    public string[] LineComments { get; init; } = [];

    /// <summary>A comment begins at the start of a line or after white space only, as in shells: <c>$#</c> is none.</summary>
    public bool CommentsStandApart { get; init; }

    public (string Open, string Close)[] BlockComments { get; init; } = [];

    /// <summary>Longer openings before shorter ones.</summary>
    public CodeQuote[] Quotes { get; init; } = [];

    /// <summary>A quote inside a word is an apostrophe.</summary>
    public bool QuotesStandApart { get; init; }

    /// <summary><c>'x'</c> is one character; a quote that does not end so is something else (a lifetime in Rust).</summary>
    public bool Characters { get; init; }

    /// <summary>What words may hold besides letters, digits and <c>_</c>.</summary>
    public string InWords { get; init; } = "";

    /// <summary>What a variable begins with.</summary>
    public string Variables { get; init; } = "";

    /// <summary><c>@word</c> is a decorator, an annotation or a rule.</summary>
    public bool Decorators { get; init; }

    /// <summary>A line that begins with this is for the compiler.</summary>
    public string? LineDirective { get; init; }

    /// <summary>What a key is followed by; a colon counts after a quoted key, or before white space.</summary>
    public char? KeyMark { get; init; }

    /// <summary><c>-x</c> and <c>--long</c> after white space are options.</summary>
    public bool Options { get; init; }

    /// <summary><c>#1d4ed8</c> is a value.</summary>
    public bool HexColours { get; init; }
}
