using System.Text;
using AngleSharp.Html.Parser;

namespace FleetPrompt.Core.Forums.Limits;

/// <summary>What limits ask of a text: its links to other sites and how many it mentions, as the rendered post has them (code and quotations of code do not count).</summary>
public sealed record PostMeasure(int Links, int Mentions)
{
    /// <param name="html">Sanitised, as it will be shown.</param>
    public static PostMeasure Of(string html)
    {
        var body = new HtmlParser().ParseDocument(html).Body!;
        var links = body.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!).Count(href => href.Contains("//", StringComparison.Ordinal));
        foreach (var code in body.QuerySelectorAll("code, pre, a").ToList()) code.Remove();
        return new PostMeasure(links, MentionsIn(body.TextContent));
    }

    /// <summary>An @ that begins a word and is followed by a letter, a digit or a quotation mark.</summary>
    internal static int MentionsIn(string text)
    {
        var (count, before) = (0, new Rune(' '));
        var sign = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (sign && (Rune.IsLetterOrDigit(rune) || rune.Value == '"')) count++;
            sign = rune.Value == '@' && !Rune.IsLetterOrDigit(before);
            before = rune;
        }

        return count;
    }
}
