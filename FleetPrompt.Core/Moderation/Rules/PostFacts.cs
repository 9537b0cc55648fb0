using FleetPrompt.Core.Content;

namespace FleetPrompt.Core.Moderation.Rules;

/// <summary>What rules are given of a post and its author.</summary>
/// <param name="Words">Of the post, folded.</param>
/// <param name="Links">How many there are, several to the same place counted each.</param>
/// <param name="Hosts">Where they lead, each once.</param>
public sealed record PostFacts(IReadOnlyList<string> Words, int Length, int Links, IReadOnlyList<string> Hosts)
{
    /// <summary>The author's trust level, 0 to 3.</summary>
    public int Trust { get; init; }

    /// <summary>Since the author joined.</summary>
    public TimeSpan? Membership { get; init; }

    /// <summary>Since the form in which it was written was shown; null where that is not known.</summary>
    public TimeSpan? Written { get; init; }

    public bool IsFirstPost { get; init; }

    /// <summary>Other posts of the author with the same words, in the window.</summary>
    public int OwnRepeats { get; init; }

    /// <summary>Other new accounts that posted the same words, in the window.</summary>
    public int OthersRepeats { get; init; }

    /// <summary>Other new accounts that linked to one of the hosts, in the window; the most of any host.</summary>
    public int OthersLinking { get; init; }

    public IReadOnlyList<string> BannedWords { get; init; } = [];

    /// <param name="html">Sanitised: attributes stand in double quotes.</param>
    public static PostFacts Of(string html)
    {
        const string href = "href=\"";
        var hosts = new List<string>();
        for (var at = html.IndexOf(href, StringComparison.Ordinal); at >= 0; at = html.IndexOf(href, at, StringComparison.Ordinal))
        {
            at += href.Length;
            var end = html.IndexOf('"', at);
            if (end < 0) break;
            if (Uri.TryCreate(System.Net.WebUtility.HtmlDecode(html[at..end]), UriKind.Absolute, out var url) && url.Scheme is "http" or "https") hosts.Add(HostOf(url));
            at = end;
        }

        var text = PlainText.FromHtml(html);
        return new PostFacts(FoldedText.Words(text), text.Length, hosts.Count, [.. hosts.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>When a form was shown, by the key issued with it; null for a key that does not say.</summary>
    public static DateTimeOffset? IssuedAt(Guid? formKey) =>
        formKey is { Version: 7 } key ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(key.ToString("N").AsSpan(0, 12), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)) : null;

    private static string HostOf(Uri url)
    {
        var host = url.IdnHost.ToLowerInvariant();
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }
}
