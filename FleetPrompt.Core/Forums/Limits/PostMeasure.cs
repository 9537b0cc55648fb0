using AngleSharp.Html.Parser;
using FleetPrompt.Core.Forums.Notices;

namespace FleetPrompt.Core.Forums.Limits;

/// <summary>What limits ask of a text: its links to other sites and how often it mentions somebody, as the rendered post has them.</summary>
public sealed record PostMeasure(int Links, int Mentions)
{
    /// <param name="html">Sanitised, as it will be shown.</param>
    public static PostMeasure Of(string html)
    {
        var links = new HtmlParser().ParseDocument(html).QuerySelectorAll("a[href]").Count(a => a.GetAttribute("href")!.Contains("//", StringComparison.Ordinal));
        return new PostMeasure(links, Notices.Mentions.InHtml(html, int.MaxValue).Count);
    }
}
