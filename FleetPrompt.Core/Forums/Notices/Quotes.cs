using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace FleetPrompt.Core.Forums.Notices;

/// <summary>Which posts a text quotes: those that a quotation in it links to.</summary>
public static partial class Quotes
{
    public const int Most = 20;

    /// <summary>The threads and numbers of the posts.</summary>
    /// <param name="html">Sanitised.</param>
    public static IReadOnlyList<(Guid Thread, int Number)> In(string html)
    {
        if (!html.Contains("<blockquote", StringComparison.Ordinal)) return [];
        return
        [
            .. new HtmlParser().ParseDocument(html).QuerySelectorAll("blockquote a[href]")
                .Select(a => Post().Match(a.GetAttribute("href")!))
                .Where(m => m.Success && Guid.TryParse(m.Groups["thread"].Value, out _) && int.TryParse(m.Groups["number"].Value, out _))
                .Select(m => (Guid.Parse(m.Groups["thread"].Value), int.Parse(m.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)))
                .Distinct().Take(Most),
        ];
    }

    [GeneratedRegex(@"/forums/t/(?<thread>[0-9a-f-]{36})[^#]*#post-(?<number>\d{1,9})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Post();
}
