using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>
/// Makes text harmless in a post. Mattermost looks for mentions in the text that is left when Markdown and character references are resolved, also within links; webhooks turn Slack's
/// <c>&lt;!channel&gt;</c> and <c>&lt;@id&gt;</c> into mentions before that. A character of no width after whatever begins one breaks it, and nobody sees a difference.
/// </summary>
public static partial class MattermostText
{
    public const int LongestName = 100;

    private const char Joiner = '\u200d';

    /// <summary>Nobody is notified by what comes out, whatever went in. Markdown stays. Once is enough, twice does no harm.</summary>
    public static string Neutralise(string text) => Reference().Replace(Mention().Replace(text, $"$0{Joiner}"), $"&{Joiner}");

    /// <summary>A name or other short text of people's, to stand within a line of Markdown as it is: on one line, shortened, and neither mention, link, picture, heading, table nor code.</summary>
    public static string Name(string text)
    {
        var escaped = Special().Replace(Shorten(OneLine(text)), @"\$0");
        var unlinked = Link().Replace(escaped, m => $"{m.Value[..^1]}{Joiner}{m.Value[^1]}");
        return Neutralise(LineStart().Replace(unlinked, $"{Joiner}$0"));
    }

    /// <summary>Without line ends, and without what turns the direction of what follows.</summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (category != UnicodeCategory.Format || rune.Value == Joiner)
            {
                line.Append(rune.ToString());
            }
        }

        return line.ToString().TrimEnd();
    }

    private static string Shorten(string text)
    {
        if (MattermostPost.LengthOf(text) <= LongestName) return text;
        return string.Concat(text.EnumerateRunes().Take(LongestName - 1)) + "…";
    }

    /// <summary>The signs that begin a mention, the small and the full-width one among them, and those of Slack's.</summary>
    [GeneratedRegex("[@\uff20\ufe6b](?!\u200d)|<(?=!)")]
    private static partial Regex Mention();

    [GeneratedRegex("&(?=#?[0-9A-Za-z]{1,31};)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"[\\`*_\[\]#|~!]")]
    private static partial Regex Special();

    /// <summary>Addresses become links by themselves.</summary>
    [GeneratedRegex(@":/|\bwww\.", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?=[>=+-]|[0-9]+[.)])")]
    private static partial Regex LineStart();
}
