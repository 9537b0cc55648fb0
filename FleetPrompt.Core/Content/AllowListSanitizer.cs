using System.Text;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace FleetPrompt.Core.Content;

/// <summary>
/// Sanitises by parsing the way browsers do (WHATWG HTML, by AngleSharp) and writing a new text from the tree, of listed elements and attributes only.
/// The result has no comments, no foreign (SVG, MathML) or raw-text elements, no ids, styles, scripts or images, and every address in it
/// passed <see cref="SafeUrl"/>.
/// </summary>
/// <remarks>
/// Safe against mutation: the result is parsed and written again until it no longer changes, so that what was judged is what a browser will build.
/// A text that does not settle, or goes beyond <see cref="ContentLimits"/>, comes back escaped in a <c>pre</c>.
/// Holds no state: safe to call from several threads.
/// </remarks>
public sealed class AllowListSanitizer(ContentLimits limits) : IHtmlSanitizer
{
    // The last pass only confirms. Bad nesting settles in a few; what does not is shown as it was written.
    private const int MostPasses = 6;

    // A parser lifts what is deeper than it may go. A little beyond our own limit, so that we see that the text was too deep.
    private const int DepthMargin = 10;

    /// <summary>A sanitiser with the default limits.</summary>
    public AllowListSanitizer()
        : this(ContentLimits.Default) { }

    /// <inheritdoc />
    public string Sanitize(string html)
    {
        TrySanitize(html, out var safe, out _);
        return safe;
    }

    /// <inheritdoc />
    public bool TrySanitize(string html, out string safe, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(html);
        try
        {
            safe = Settle(html);
            reason = null;
            return true;
        }
        catch (ContentRefusedException refused)
        {
            safe = PlainBlock.From(html, limits.MaxPostLength);
            reason = refused.Message;
            return false;
        }
    }

    private string Settle(string html)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (html.Length > limits.MaxOutputBytes)
                throw new ContentRefusedException(Refusal.TooLarge);
            var next = Rewrite(html);
            if (next == html)
                return Encoding.UTF8.GetByteCount(html) <= limits.MaxOutputBytes ? html : throw new ContentRefusedException(Refusal.TooLarge);
            html = next;
        }

        throw new ContentRefusedException(Refusal.TooComplex);
    }

    private string Rewrite(string html)
    {
        var budget = new MarkupBudget(limits);
        var parser = new HtmlParser(
            new HtmlParserOptions
            {
                MaximumDepth = limits.MaxDepth + DepthMargin,
                ShouldEmitAttribute = static (ref StructHtmlToken tag, ReadOnlyMemory<char> name) => MarkupBudget.IsUseful(tag.Name.Memory.Span, name.Span),
                OnToken = (token, _) => budget.Count(token),
            }
        );
        using var document = new HtmlParser().ParseDocument("");
        return new SafeHtmlWriter(limits).Write(parser.ParseFragment(html, document.CreateElement("div")));
    }
}
