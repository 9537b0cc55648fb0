using System.Text;

namespace FleetPrompt.Core.Content;

/// <summary>
/// Which addresses a link may have: <c>http</c>, <c>https</c> and <c>mailto</c>, a path on this site (<c>/t/1</c>), a fragment (<c>#post-3</c>).
/// Everything else is refused, so there is no list of bad schemes to evade. Addresses with a user name in them are allowed.
/// </summary>
/// <remarks>
/// Browsers ignore tabs and line breaks anywhere and control characters and spaces around an address (WHATWG URL, "basic URL parser",
/// steps 1 to 3). The same is done here first, so what is judged is what a browser would follow.
/// </remarks>
internal static class SafeUrl
{
    private static readonly string[] Web = ["http://", "https://"];
    private static readonly char[] ControlsAndSpace = [.. Enumerable.Range(0, 0x21).Select(c => (char)c)];

    /// <summary>The address in the form it may be written, or null if it may not.</summary>
    public static string? From(string? address, int maxLength)
    {
        if (address is null || address.Length > maxLength)
            return null;

        var url = AsBrowsersReadIt(address);
        return url.Length > 0 && !url.Any(IsControl) && (IsLocal(url) || IsWeb(url) || IsMail(url)) ? url : null;
    }

    private static string AsBrowsersReadIt(string address)
    {
        var kept = new StringBuilder(address.Length);
        foreach (var c in address)
        {
            if (c is not ('\t' or '\n' or '\r'))
                kept.Append(c);
        }

        return kept.ToString().Trim(ControlsAndSpace);
    }

    // Bidirectional controls make an address look like another one.
    private static bool IsControl(char c) =>
        char.IsControl(c) || c is '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    // "//host" and "/\host" leave the site.
    private static bool IsLocal(string url) => url[0] == '#' || (url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')));

    private static bool IsWeb(string url) =>
        Web.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Host.Length > 0;

    private static bool IsMail(string url) => url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) && url.Contains('@', StringComparison.Ordinal);
}
