using System.Text;
using AngleSharp.Dom;

namespace FleetPrompt.Core.Content;

/// <summary>
/// Writes a parsed tree as HTML of the allow-list only. Nothing of the input's spelling survives: every tag, attribute and character of the
/// result is written here. Walks with a stack of its own, so depth costs no call stack.
/// </summary>
internal sealed class SafeHtmlWriter(ContentLimits limits)
{
    private readonly StringBuilder _html = new();
    private readonly Stack<Level> _levels = [];
    private int _elements;
    private int _links;
    private int _openLinks;
    private bool _afterPre;

    private sealed class Level(INodeList nodes, string? end)
    {
        public INodeList Nodes { get; } = nodes;
        public string? End { get; } = end;
        public int Next { get; set; }
    }

    /// <summary>The nodes as safe HTML. Throws <see cref="ContentRefusedException"/> beyond a limit. For one use.</summary>
    public string Write(INodeList nodes)
    {
        _levels.Push(new Level(nodes, null));
        while (_levels.TryPeek(out var level))
        {
            if (level.Next < level.Nodes.Length)
                WriteNode(level.Nodes[level.Next++]);
            else
                Close(_levels.Pop());
        }

        return _html.ToString();
    }

    private void WriteNode(INode node)
    {
        switch (node)
        {
            case IText text:
                WriteText(text.Data);
                break;
            case IElement element:
                if (++_elements > limits.MaxElements)
                    throw new ContentRefusedException(Refusal.TooComplex);
                WriteElement(element);
                break;
        }
    }

    private void WriteElement(IElement element)
    {
        var name = element.LocalName;
        if (element.NamespaceUri != NamespaceNames.HtmlUri || AllowList.Dropped.Contains(name))
            return;

        if (name is "img" or "image")
            WriteImage(element);
        else if (name == "a")
            WriteLink(element);
        else if (name == "input" && !IsCheckbox(element))
            return;
        else if (name == "span" && AllowedAttributes.ColoursCode(element))
            Open(element, name);
        else if (AllowList.Renamed.TryGetValue(name, out var other))
            Open(element, other);
        else if (AllowList.Elements.Contains(name))
            Open(element, name);
        else if (AllowList.Containers.Contains(name))
            WriteContainer(element);
        else
            Unwrap(element);
    }

    private void WriteText(string text)
    {
        if (text.Length == 0)
            return;
        var start = _html.Length;
        _html.AppendEscaped(text);

        // A parser drops one line break right after <pre>, so one that is meant needs another before it.
        if (_afterPre && _html.Length > start && _html[start] == '\n')
            _html.Insert(start, '\n');
        _afterPre &= _html.Length == start;
    }

    private void WriteLink(IElement element)
    {
        if (_openLinks > 0 || SafeUrl.From(element.GetAttribute("href"), limits.MaxUrlLength) is not { } url)
        {
            Unwrap(element);
            return;
        }

        CountLink();
        _openLinks++;
        StartTag("a");
        AllowedAttributes.AppendLink(_html, url, element.GetAttribute("title"));
        _html.Append('>');
        Enter(element, "a");
    }

    // Posts show no images: they would tell their host who reads what, and when.
    private void WriteImage(IElement element)
    {
        var alt = element.GetAttribute("alt");
        var text = string.IsNullOrWhiteSpace(alt) ? "image" : alt;
        if (_openLinks > 0 || SafeUrl.From(element.GetAttribute("src"), limits.MaxUrlLength) is not { } url)
        {
            WriteText(text);
            return;
        }

        CountLink();
        StartTag("a");
        AllowedAttributes.AppendLink(_html, url, null);
        _html.Append('>').AppendEscaped(text).Append("</a>");
    }

    private void WriteContainer(IElement element)
    {
        if (element.ChildNodes.Any(n => n is IElement child && AllowList.Blocks.Contains(child.LocalName)))
            Unwrap(element);
        else
            Open(element, "p");
    }

    private void Open(IElement element, string name)
    {
        StartTag(name);
        AllowedAttributes.Append(_html, element, name);
        _html.Append('>');
        if (AllowList.Void.Contains(name))
            return;
        _afterPre = name == "pre";
        Enter(element, name);
    }

    private void StartTag(string name)
    {
        _html.Append('<').Append(name);
        _afterPre = false;
    }

    private void Unwrap(IElement element) => Enter(element, null);

    private void Enter(IElement element, string? end)
    {
        if (_levels.Count > limits.MaxDepth)
            throw new ContentRefusedException(Refusal.TooDeep);
        _levels.Push(new Level(element.ChildNodes, end));
    }

    private void Close(Level level)
    {
        if (level.End is null)
            return;
        _html.Append("</").Append(level.End).Append('>');
        _afterPre = false;
        if (level.End == "a")
            _openLinks--;
    }

    private void CountLink()
    {
        if (++_links > limits.MaxLinks)
            throw new ContentRefusedException(Refusal.TooManyLinks);
    }

    private static bool IsCheckbox(IElement element) => string.Equals(element.GetAttribute("type"), "checkbox", StringComparison.OrdinalIgnoreCase);
}
