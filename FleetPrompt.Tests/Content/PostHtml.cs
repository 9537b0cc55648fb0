using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace FleetPrompt.Tests.Content;

/// <summary>Judges rendered HTML by what a parser makes of it. Its lists are its own, so that a hole in the sanitiser's is seen.</summary>
internal static class PostHtml
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["a"] = ["href", "title", "rel"],
        ["code"] = ["class"],
        ["pre"] = ["class"],
        ["span"] = ["class"],
        ["ul"] = ["class"],
        ["ol"] = ["class", "start"],
        ["li"] = ["class"],
        ["th"] = ["class"],
        ["td"] = ["class"],
        ["input"] = ["type", "disabled", "checked", "aria-label"],
    };

    private static readonly string[] Bare =
        [.. "h2 h3 h4 h5 h6 p br hr em strong del ins sub sup mark kbd blockquote dl dt dd table caption thead tbody tfoot tr".Split(' ')];

    private static readonly string[] Classes = ["plain", "task-list-item", "contains-task-list", "align-left", "align-center", "align-right"];

    private static readonly string[] CodeClasses =
        [.. "comment keyword text number type name meta added removed".Split(' ').Select(kind => $"fp-code-{kind}")];

    /// <summary>The parsed body of a page that holds the HTML where posts stand.</summary>
    public static IElement Parse(string html, bool scripting = true) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = scripting })
            .ParseDocument($"<!doctype html><base href=https://forum.example/t/1><body><div id=post>{html}</div><p id=after></p></body>")
            .Body!;

    /// <summary>What in the HTML a post may not have; empty if it is safe.</summary>
    public static IReadOnlyList<string> Violations(string html)
    {
        var found = new List<string>();
        foreach (var scripting in new[] { true, false })
        {
            var body = Parse(html, scripting);
            var post = body.QuerySelector("#post")!;
            if (body.Children.Length != 2 || post.NextElementSibling?.Id != "after")
                found.Add("leaves its place on the page");
            found.AddRange(post.GetDescendants().SelectMany(Judge));
        }

        return found;
    }

    private static IEnumerable<string> Judge(INode node)
    {
        if (node is not IElement element)
            return node is IText ? [] : [$"{node.NodeName} node"];
        return JudgeElement(element);
    }

    private static IEnumerable<string> JudgeElement(IElement element)
    {
        var attributes = Allowed.GetValueOrDefault(element.LocalName);
        if (element.NamespaceUri != "http://www.w3.org/1999/xhtml" || (attributes is null && !Bare.Contains(element.LocalName)))
            yield return $"<{element.LocalName}>";
        foreach (var attribute in element.Attributes.Where(a => attributes?.Contains(a.Name) != true))
            yield return $"{element.LocalName}[{attribute.Name}={attribute.Value}]";
        var isSpan = element.LocalName == "span";
        if (isSpan && (!element.Matches("pre > code > span") || element.ClassList.Length != 1 || element.Children.Length > 0))
            yield return $"span {element.OuterHtml}";
        foreach (var name in element.ClassList.Where(c => !(isSpan ? CodeClasses : Classes).Contains(c) && !(element.LocalName == "code" && c.StartsWith("language-", StringComparison.Ordinal))))
            yield return $"class {name}";
        if (element is IHtmlAnchorElement link && (link.Protocol is not ("http:" or "https:" or "mailto:") || link.GetAttribute("rel") != "nofollow ugc noopener"))
            yield return $"link {link.OuterHtml}";
        if (element is IHtmlInputElement input && (input.Type != "checkbox" || !input.IsDisabled))
            yield return $"input {input.OuterHtml}";
    }
}
