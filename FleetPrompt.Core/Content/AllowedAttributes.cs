using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using FleetPrompt.Core.Content.Highlighting;

namespace FleetPrompt.Core.Content;

/// <summary>The attributes that elements of a post are written with. None is copied: each is made from a value that has been understood.</summary>
internal static class AllowedAttributes
{
    /// <summary>On every link: we vouch for none, pass nothing on to search engines, and the target gets no handle on our window.</summary>
    public const string Rel = "nofollow ugc noopener";

    private static readonly SearchValues<char> LanguageCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#._-"
    );

    /// <summary>Appends the attributes of everything but links.</summary>
    public static void Append(StringBuilder html, IElement element, string name)
    {
        switch (name)
        {
            case "code":
                AppendClass(html, Classes(element).FirstOrDefault(IsLanguage));
                break;
            case "span":
                AppendClass(html, Classes(element)[0]);
                break;
            case "pre":
                AppendClass(html, Classes(element).FirstOrDefault(c => c == PlainBlock.Class));
                break;
            case "ul" or "ol":
                AppendClass(html, Classes(element).FirstOrDefault(c => c == "contains-task-list"));
                if (name == "ol" && element.GetAttribute("start") is { Length: > 0 and <= 9 } start && start.All(char.IsAsciiDigit))
                    html.Append(" start=\"").Append(start).Append('"');
                break;
            case "li":
                AppendClass(html, Classes(element).FirstOrDefault(c => c == "task-list-item"));
                break;
            case "th" or "td":
                AppendClass(html, Alignment(element));
                break;
            case "input":
                var done = element.HasAttribute("checked");
                html.Append(" type=\"checkbox\" disabled=\"\"").Append(done ? " checked=\"\" aria-label=\"done\"" : " aria-label=\"to do\"");
                break;
        }
    }

    /// <summary>True for the spans that colour code: straight in <c>pre &gt; code</c>, of one class of the closed set, with text alone inside.</summary>
    public static bool ColoursCode(IElement span) =>
        span.ParentElement is { LocalName: "code", ParentElement: { LocalName: "pre" } pre }
        && pre.NamespaceUri == NamespaceNames.HtmlUri
        && Classes(span) is [var name]
        && CodeClasses.All.Contains(name)
        && span.HasChildNodes
        && span.ChildNodes.All(n => n is IText);

    /// <summary>Appends the attributes of a link whose address has been found safe.</summary>
    public static void AppendLink(StringBuilder html, string url, string? title)
    {
        html.Append(" href=\"").AppendEscaped(url).Append('"');
        if (title is { Length: > 0 and <= 300 })
            html.Append(" title=\"").AppendEscaped(title).Append('"');
        html.Append(" rel=\"").Append(Rel).Append('"');
    }

    private static void AppendClass(StringBuilder html, string? name)
    {
        if (name is not null)
            html.Append(" class=\"").Append(name).Append('"');
    }

    private static string[] Classes(IElement element) =>
        element.GetAttribute("class")?.Split([' ', '\t', '\n', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsLanguage(string name) =>
        name.StartsWith("language-", StringComparison.Ordinal)
        && name.Length is > 9 and <= 40
        && name.AsSpan(9).IndexOfAnyExcept(LanguageCharacters) < 0;

    // Our own class, or the attribute or the one style that Markdown renderers and older forums write instead.
    private static string? Alignment(IElement element)
    {
        var wanted =
            Classes(element).FirstOrDefault(c => c.StartsWith("align-", StringComparison.Ordinal))?["align-".Length..]
            ?? element.GetAttribute("align")
            ?? StyledAlignment(element.GetAttribute("style"));
        return wanted?.Trim().ToLowerInvariant() switch
        {
            "left" => "align-left",
            "center" => "align-center",
            "right" => "align-right",
            _ => null,
        };
    }

    private static string? StyledAlignment(string? style)
    {
        var parts = style?.TrimEnd(' ', ';').Split(':');
        return parts is [var property, var value] && property.Trim().Equals("text-align", StringComparison.OrdinalIgnoreCase) ? value : null;
    }
}
