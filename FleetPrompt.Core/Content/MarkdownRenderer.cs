using System.Text;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Renderers;

namespace FleetPrompt.Core.Content;

/// <summary>
/// Renders posts: limits, then Markdig (CommonMark with pipe tables, task lists, autolinks and strikethrough; raw HTML off), then the sanitiser, always last.
/// HTML input skips Markdig.
/// </summary>
/// <remarks>
/// Markdig alone is no protection: it writes <c>javascript:</c> links, and a table of 11 KB as 25 MB.
/// </remarks>
public sealed class MarkdownRenderer(IHtmlSanitizer sanitizer, ContentLimits limits) : IContentRenderer
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
            var html = format == ContentFormat.Html ? text : ToHtml(text);
            if (!sanitizer.TrySanitize(html, out var safe, out var reason))
                throw new ContentRefusedException(reason ?? Refusal.TooComplex);
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

    private string ToHtml(string markdown)
    {
        if (MarkdownBudget.Refuse(markdown, limits) is { } reason)
            throw new ContentRefusedException(reason);

        using var output = new CappedWriter(limits.MaxOutputBytes);
        try
        {
            var renderer = new HtmlRenderer(output);
            Pipeline.Setup(renderer);
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
            .DisableHtml();
        builder.MaximumNestingDepth = 128;
        return builder.Build();
    }
}
