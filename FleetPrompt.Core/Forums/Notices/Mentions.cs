using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace FleetPrompt.Core.Forums.Notices;

/// <summary>
/// Whom a text mentions: <c>@"Ana Sol"</c>, <c>@AnaSol</c>, <c>@ana.sol</c> or <c>@Ana Sol</c>. Names are compared without case, spaces, dots, hyphens and underscores. Names are not unique: everybody
/// of the name is meant. What stands in code, in a link or in a quotation mentions nobody.
/// </summary>
public static class Mentions
{
    /// <summary>Further ones are not looked at.</summary>
    public const int Most = 20;

    /// <summary>As many words may be one name where no quotation marks say where it ends.</summary>
    private const int MostWords = 4;

    private const int MostLetters = 80;

    /// <summary>For each mention the names it may be, the longest first.</summary>
    /// <param name="html">Sanitised.</param>
    public static IReadOnlyList<IReadOnlyList<string>> InHtml(string html, int most = Most)
    {
        if (!html.Contains('@', StringComparison.Ordinal)) return [];
        var body = new HtmlParser().ParseDocument(html).Body!;
        foreach (var silent in body.QuerySelectorAll("code, pre, a, blockquote").ToList()) silent.ReplaceWith(body.Owner!.CreateTextNode("\n"));
        return InText(body.TextContent, most);
    }

    /// <inheritdoc cref="InHtml"/>
    public static IReadOnlyList<IReadOnlyList<string>> InText(string text, int most = Most)
    {
        var found = new List<IReadOnlyList<string>>();
        for (var at = text.IndexOf('@'); at >= 0 && found.Count < most; at = text.IndexOf('@', at + 1))
        {
            if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '@' or '.' or '/')) continue;
            var names = at + 1 < text.Length && text[at + 1] == '"' ? Quoted(text, at + 2) : Words(text, at + 1);
            if (names.Count > 0) found.Add(names);
        }

        return found;
    }

    /// <summary>What makes two names the same.</summary>
    public static string KeyOf(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var c in Formed(name)) if (!char.IsWhiteSpace(c) && c is not ('.' or '_' or '-')) key.Append(char.ToLowerInvariant(c));
        return key.ToString();
    }

    private static string Formed(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return ""; // half a character is nobody's name
        }
    }

    private static List<string> Quoted(string text, int from)
    {
        var end = text.IndexOfAny(['"', '\n'], from, Math.Min(MostLetters + 1, text.Length - from));
        return end > from && text[end] == '"' && KeyOf(text[from..end]) is { Length: > 0 } key ? [key] : [];
    }

    private static List<string> Words(string text, int from)
    {
        var names = new List<string>();
        var end = from;
        for (var word = 0; word < MostWords; word++)
        {
            var begin = end;
            if (word > 0)
            {
                if (begin >= text.Length || text[begin] != ' ') break;
                begin++;
            }

            end = begin;
            while (end < text.Length && end - from <= MostLetters && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end]) || text[end] is '.' or '_' or '-' || IsMark(text[end]))) end++;
            if (end == begin) break;
            if (KeyOf(text[from..end]) is { Length: > 0 } key && !names.Contains(key)) names.Insert(0, key);
            if (text[end - 1] is '.') break; // a sentence ends here
        }

        return names;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
