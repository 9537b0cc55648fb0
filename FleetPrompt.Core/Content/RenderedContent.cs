namespace FleetPrompt.Core.Content;

/// <summary>A text that is ready to be shown.</summary>
/// <param name="Html">Safe HTML, at most <see cref="ContentLimits.MaxOutputBytes"/>; the only HTML of a post that may be put on a page unescaped.</param>
/// <param name="PlainText">The words alone on one line, single-spaced, without markup or addresses: for excerpts, search and notifications. Not HTML: escape it.</param>
/// <param name="Degraded">True if the text went beyond a limit, so that <paramref name="Html"/> shows it as it was written.</param>
/// <param name="Reason">Why it is degraded, in words that the author may read; null otherwise.</param>
public sealed record RenderedContent(string Html, string PlainText, bool Degraded, string? Reason);
