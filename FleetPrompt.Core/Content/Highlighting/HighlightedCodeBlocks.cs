using System.Text;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>
/// Writes fenced code of a known language with a <c>span</c> around each coloured part, and everything else as Markdig does.
/// Blocks that would go beyond <paramref name="most"/> spans in one text stay plain. For one text.
/// </summary>
internal sealed class HighlightedCodeBlocks(ICodeHighlighter highlighter, int most) : CodeBlockRenderer
{
    /// <summary>Spans written so far.</summary>
    public int Spans { get; private set; }

    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        if (block is not FencedCodeBlock { Info: { Length: > 0 } language })
        {
            base.Write(renderer, block);
            return;
        }

        var code = TextOf(block);
        var tokens = highlighter.Read(code, language);
        if (tokens is null || tokens.Count == 0 || tokens.Count > most - Spans)
        {
            base.Write(renderer, block);
            return;
        }

        Spans += tokens.Count;
        renderer.EnsureLine();
        renderer.Write("<pre><code").WriteAttributes(block).Write('>');
        WriteCode(renderer, code, tokens);
        renderer.WriteLine("</code></pre>");
        renderer.EnsureLine();
    }

    private static void WriteCode(HtmlRenderer renderer, string code, IReadOnlyList<CodeToken> tokens)
    {
        var at = 0;
        foreach (var token in tokens)
        {
            renderer.WriteEscape(code.AsSpan(at, token.Start - at));
            renderer.Write("<span class=\"").Write(CodeClasses.Of(token.Kind)).Write("\">");
            renderer.WriteEscape(code.AsSpan(token.Start, token.Length));
            renderer.Write("</span>");
            at = token.Start + token.Length;
        }

        renderer.WriteEscape(code.AsSpan(at));
    }

    private static string TextOf(CodeBlock block)
    {
        var text = new StringBuilder();
        for (var i = 0; i < block.Lines.Count; i++)
            text.Append(block.Lines.Lines[i].Slice.AsSpan()).Append('\n');
        return text.ToString();
    }
}
