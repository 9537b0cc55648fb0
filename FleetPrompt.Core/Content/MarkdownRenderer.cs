using System.Text;
using FleetPrompt.Core.Content.Highlighting;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace FleetPrompt.Core.Content;

/// <summary>
/// Renders posts: limits, then Markdig (CommonMark with pipe tables, task lists, autolinks, strikethrough and emoji by name; raw HTML off)
/// with the highlighter for code of a known language, then the sanitiser, always last. HTML input skips Markdig.
/// </summary>
/// <remarks>
/// Markdig alone is no protection: it writes <c>javascript:</c> links, and a table of 11 KB as 25 MB.
/// </remarks>
public sealed class MarkdownRenderer(IHtmlSanitizer sanitizer, ICodeHighlighter highlighter, ContentLimits limits) : IContentRenderer
{
    private static readonly MarkdownPipeline Pipeline = BuildPipeline();

    /// <inheritdoc />
    public RenderedContent Render(string text, ContentFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            if (text.Length > limits.MaxPostLength)
                throw new ContentRefusedException(Refusal.TooLong);
            var safe = format == ContentFormat.Html ? Sanitized(text) : FromMarkdown(text);
            return new RenderedContent(safe, PlainText.FromHtml(safe), Degraded: false, Reason: null);
        }
        catch (ContentRefusedException refused)
        {
            return AsWritten(text, format, refused.Message);
        }
    }

    private RenderedContent AsWritten(string text, ContentFormat format, string reason)
    {
        var html = PlainBlock.From(text, limits.MaxPostLength);
        var tagged = format == ContentFormat.Html ? text[..Math.Min(text.Length, limits.MaxPostLength)] : html;
        return new RenderedContent(html, PlainText.FromHtml(tagged), Degraded: true, reason);
    }

    private string FromMarkdown(string markdown)
    {
        if (MarkdownBudget.Refuse(markdown, limits) is { } reason)
            throw new ContentRefusedException(reason);

        var blocks = new HighlightedCodeBlocks(highlighter, limits.MaxCodeSpans);
        try
        {
            return Sanitized(ToHtml(markdown, blocks));
        }
        catch (ContentRefusedException) when (blocks.Spans > 0)
        {
            // Colours never cost a post its formatting.
            return Sanitized(ToHtml(markdown, new HighlightedCodeBlocks(highlighter, most: 0)));
        }
    }

    private string Sanitized(string html) =>
        sanitizer.TrySanitize(html, out var safe, out var reason) ? safe : throw new ContentRefusedException(reason ?? Refusal.TooComplex);

    private string ToHtml(string markdown, HighlightedCodeBlocks blocks)
    {
        using var output = new CappedWriter(limits.MaxOutputBytes);
        try
        {
            var renderer = new HtmlRenderer(output);
            Pipeline.Setup(renderer);
            renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(blocks);
            renderer.Render(Markdown.Parse(WellFormed(markdown), Pipeline));
        }
        catch (ArgumentException)
        {
            // How Markdig says that a text is nested too deeply.
            throw new ContentRefusedException(Refusal.TooDeep);
        }

        return output.ToString();
    }

    // Half a surrogate pair in an address makes Markdig throw.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder()
            .UsePipeTables()
            .UseTaskLists()
            .UseAutoLinks()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseEmojiAndSmiley(enableSmileys: false)
            .DisableHtml();
        builder.MaximumNestingDepth = 128;
        return builder.Build();
    }
}
