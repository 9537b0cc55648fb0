using System.Collections.Frozen;

namespace FleetPrompt.Core.Content;

/// <summary>
/// The elements a post may consist of. Whatever is in none of these sets is unwrapped: its text stays, it goes.
/// Attributes are decided in <see cref="AllowedAttributes"/>.
/// </summary>
internal static class AllowList
{
    /// <summary>
    /// Kept, without any attribute unless <see cref="AllowedAttributes"/> says so. Besides them a <c>span</c> is kept where
    /// <see cref="AllowedAttributes.ColoursCode"/> finds that it colours code.
    /// </summary>
    public static readonly FrozenSet<string> Elements = Set(
        "h1 h2 h3 h4 h5 h6 p br hr",
        "em strong b i s del ins sub sup mark kbd",
        "code pre blockquote a",
        "ul ol li dl dt dd input",
        "table caption thead tbody tfoot tr th td"
    );

    /// <summary>Kept under another name. A page has one <c>h1</c>: its title.</summary>
    public static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["h1"] = "h2",
        ["b"] = "strong",
        ["i"] = "em",
        ["s"] = "del",
        ["strike"] = "del",
        ["u"] = "ins",
        ["tt"] = "code",
    }.ToFrozenDictionary();

    /// <summary>Elements without content.</summary>
    public static readonly FrozenSet<string> Void = Set("br hr input");

    /// <summary>Gone with everything in them: their content is code, is parsed by other rules, or means nothing without them.</summary>
    public static readonly FrozenSet<string> Dropped = Set(
        "script style template noscript noembed noframes iframe frame frameset object embed applet param",
        "svg math annotation-xml foreignobject xmp plaintext textarea select option optgroup datalist",
        "title head base link meta audio video source track canvas map area portal fencedframe dialog"
    );

    /// <summary>Blocks that are no part of a post. Without a block of its own inside, one becomes a paragraph, so that its text does not run into the next.</summary>
    public static readonly FrozenSet<string> Containers = Set(
        "div section article header footer main aside nav address center figure figcaption form fieldset details summary hgroup search"
    );

    /// <summary>What starts on a new line.</summary>
    public static readonly FrozenSet<string> Blocks = Set(
        "h1 h2 h3 h4 h5 h6 p hr pre blockquote ul ol li dl dt dd table caption thead tbody tfoot tr th td",
        string.Join(' ', Containers)
    );

    private static FrozenSet<string> Set(params string[] names) => names.SelectMany(line => line.Split(' ')).ToFrozenSet();
}
