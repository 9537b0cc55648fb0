using System.Net;
using System.Text;

namespace FleetPrompt.Core.Content;

/// <summary>The words of a text, for excerpts, search and notifications.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text between the tags of sanitised HTML: entities decoded, white space collapsed, a space where a block or line ends.
    /// One linear pass; it relies on sanitised text having no stray "&lt;" or "&gt;".
    /// </summary>
    public static string FromHtml(string html)
    {
        var words = new StringBuilder(html.Length);
        for (var at = 0; at < html.Length; )
        {
            var tag = html.IndexOf('<', at);
            words.Append(html, at, (tag < 0 ? html.Length : tag) - at);
            var end = tag < 0 ? -1 : html.IndexOf('>', tag);
            if (end < 0)
                break;
            if (BreaksLine(html.AsSpan(tag, end - tag)))
                words.Append(' ');
            at = end + 1;
        }

        return Collapse(WebUtility.HtmlDecode(words.ToString()));
    }

    /// <summary>One line, single-spaced, without control characters.</summary>
    public static string Collapse(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }

    private static bool BreaksLine(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart("</");
        var length = name.IndexOfAny(' ', '/');
        var key = (length < 0 ? name : name[..length]).ToString();
        return key == "br" || AllowList.Blocks.Contains(key);
    }
}
