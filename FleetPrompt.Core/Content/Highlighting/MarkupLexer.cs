namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>Reads HTML and XML: comments, tags, attributes, values, entities. Scripts and styles inside stay plain. Linear, like <see cref="CodeLexer"/>. For one use.</summary>
internal sealed class MarkupLexer(string code)
{
    private const int LongestEntity = 32;

    private static readonly string[] Raw = ["script", "style"];

    private readonly List<CodeToken> _tokens = [];
    private int _at;

    public static IReadOnlyList<CodeToken> Read(string code) => new MarkupLexer(code).Read();

    private List<CodeToken> Read()
    {
        while (_at < code.Length)
        {
            if (Begins("<!--"))
                Take(CodeKind.Comment, After("-->"));
            else if (Begins("<!") || Begins("<?"))
                Take(CodeKind.Meta, After(">"));
            else if (code[_at] == '<' && IsName(_at + (Begins("</") ? 2 : 1)))
                Tag();
            else if (code[_at] != '&' || !Entity())
                _at++;
        }

        return _tokens;
    }

    private void Tag()
    {
        var closes = Begins("</");
        _at += closes ? 2 : 1;
        var name = Name(CodeKind.Keyword);
        while (_at < code.Length && code[_at] != '>')
        {
            if (code[_at] is '"' or '\'')
                Take(CodeKind.Text, code.IndexOf(code[_at], _at + 1) is >= 0 and var end ? end + 1 : code.Length);
            else if (IsName(_at))
                Name(CodeKind.Name);
            else if (code[_at] == '<')
                return;
            else
                _at++;
        }

        if (closes || _at >= code.Length || !Raw.Contains(name, StringComparer.OrdinalIgnoreCase))
            return;
        var close = code.IndexOf($"</{name}", _at, StringComparison.OrdinalIgnoreCase);
        _at = close < 0 ? code.Length : close;
    }

    private string Name(CodeKind kind)
    {
        var end = _at;
        while (end < code.Length && (char.IsLetterOrDigit(code[end]) || code[end] is '-' or '_' or ':' or '.' or '@'))
            end++;
        var name = code[_at..end];
        Take(kind, end);
        return name;
    }

    private bool Entity()
    {
        var rest = code.AsSpan(_at, Math.Min(LongestEntity, code.Length - _at));
        var end = rest.IndexOf(';');
        if (end < 2 || rest[1..end].ContainsAny(' ', '\n', '&'))
            return false;
        Take(CodeKind.Meta, _at + end + 1);
        return true;
    }

    private void Take(CodeKind kind, int end)
    {
        _tokens.Add(new CodeToken(kind, _at, end - _at));
        _at = end;
    }

    private bool IsName(int at) => at < code.Length && (char.IsLetter(code[at]) || code[at] is '_' or ':' or '@');

    private bool Begins(string mark) => code.AsSpan(_at).StartsWith(mark, StringComparison.Ordinal);

    private int After(string mark) => code.IndexOf(mark, _at, StringComparison.Ordinal) is >= 0 and var end ? end + mark.Length : code.Length;
}
