using System.Text;

namespace FleetPrompt.Core.Content;

/// <summary>Characters as HTML text, so that any parser reads back exactly what was written.</summary>
internal static class HtmlText
{
    /// <summary>
    /// Appends <paramref name="text"/> escaped for element text and for double-quoted attributes alike. What a parser would change or
    /// what has no meaning in HTML (control characters, lone surrogates) is left out or replaced, because output that changes
    /// when it is read again is where mutation XSS starts.
    /// </summary>
    public static StringBuilder AppendEscaped(this StringBuilder html, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&': html.Append("&amp;"); break;
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '"': html.Append("&quot;"); break;
                case '\r': html.Append(i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\n"); break;
                case '\n' or '\t': html.Append(c); break;
                case < ' ' or (>= '\u007f' and <= '\u009f') or '\ufeff' or '\ufffe' or '\uffff': break;
                default:
                    if (!char.IsSurrogate(c))
                        html.Append(c);
                    else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        html.Append(c).Append(text[++i]);
                    else
                        html.Append('\ufffd');
                    break;
            }
        }

        return html;
    }
}
