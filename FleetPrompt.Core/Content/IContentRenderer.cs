namespace FleetPrompt.Core.Content;

/// <summary>Turns what people, agents and imports write into HTML that is safe to show.</summary>
public interface IContentRenderer
{
    /// <summary>
    /// Renders one text. Never throws because of what the text says: what cannot be formatted within
    /// <see cref="ContentLimits"/> comes back escaped, with <see cref="RenderedContent.Degraded"/> set.
    /// Pure and safe to call from several threads; the same text gives the same result.
    /// </summary>
    RenderedContent Render(string text, ContentFormat format);
}
