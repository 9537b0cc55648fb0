using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser;

namespace FleetPrompt.Core.Content;

/// <summary>
/// Watches the tokens of one HTML text on their way into the parser, and stops it before its tree outgrows the text.
/// </summary>
/// <remarks>
/// An HTML parser repairs bad nesting with work of its own: formatting left open is opened again in every following block
/// ("reconstruct the active formatting elements", HTML Standard 13.2.4.3), so n open elements and m blocks give n × m nodes.
/// The standard keeps at most three alike open ("Noah's Ark clause"), so each tag costs at most three repairs for every distinct
/// formatting tag seen so far. Links count once, because a link closes the one before. That bound is what is added up here.
/// Looking through the open elements takes time that grows with their number; hence the cap on tags left open as well.
/// </remarks>
internal sealed class MarkupBudget(ContentLimits limits)
{
    private const int MostOpen = 1_000;
    private const int MostAlike = 3;

    private static readonly HashSet<string> Formatting =
        [.. "a b big code em font i nobr s small strike strong tt u".Split(' ')];

    private static readonly HashSet<string> NeverOpen =
        [.. "area base br col embed hr image img input link meta param source track wbr".Split(' ')];

    private readonly Dictionary<string, int> _formatting = [];
    private readonly Stack<string> _open = [];
    private int _tags;
    private int _reopenable;
    private long _repairs;

    /// <summary>True for attributes that have a use in a post. The rest is not even built; formatting would otherwise count as distinct by it.</summary>
    public static bool IsUseful(ReadOnlySpan<char> element, ReadOnlySpan<char> attribute) =>
        element switch
        {
            "a" => attribute is "href" or "title",
            "code" or "span" => attribute is "class",
            "img" or "image" => attribute is "src" or "alt",
            "input" => attribute is "type" or "checked",
            "ul" or "li" or "pre" => attribute is "class",
            "ol" => attribute is "class" or "start",
            "th" or "td" => attribute is "class" or "align" or "style",
            _ => false,
        };

    /// <summary>Counts one token. Throws <see cref="ContentRefusedException"/> when the budget is spent.</summary>
    public void Count(HtmlToken token)
    {
        if (token.Type is not (HtmlTokenType.StartTag or HtmlTokenType.EndTag))
            return;

        if (++_tags > 2 * limits.MaxElements || (_repairs += _reopenable) > limits.MaxRepairs)
            throw new ContentRefusedException(Refusal.TooComplex);

        if (token.Type == HtmlTokenType.StartTag)
            Open(token.AsTag());
        else if (_open.TryPeek(out var top) && top == token.Name)
            _open.Pop();
    }

    private void Open(HtmlTagToken tag)
    {
        if (!NeverOpen.Contains(tag.Name))
            _open.Push(tag.Name);
        if (_open.Count > MostOpen)
            throw new ContentRefusedException(Refusal.TooDeep);

        if (!Formatting.Contains(tag.Name))
            return;
        var alike = tag.Name == "code" ? $"code {tag.GetAttribute("class")}" : tag.Name;
        var seen = _formatting[alike] = _formatting.GetValueOrDefault(alike) + 1;
        if (seen <= (tag.Name == "a" ? 1 : MostAlike))
            _reopenable++;
    }
}
