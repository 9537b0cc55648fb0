namespace FleetPrompt.Core.Content;

/// <summary>
/// The last step before HTML from outside is shown. Shaped so that another sanitiser (the HtmlSanitizer package, say) can take over
/// by implementing <see cref="Sanitize"/> alone.
/// </summary>
public interface IHtmlSanitizer
{
    /// <summary>Returns HTML that can neither run script nor load anything, and that sanitising again does not change. Never throws for any input.</summary>
    string Sanitize(string html);

    /// <summary>
    /// Like <see cref="Sanitize"/>, but says so if the input went beyond a limit: false, and <paramref name="reason"/> in words that the author may read.
    /// <paramref name="safe"/> is safe to show either way.
    /// </summary>
    bool TrySanitize(string html, out string safe, out string? reason)
    {
        safe = Sanitize(html);
        reason = null;
        return true;
    }
}
