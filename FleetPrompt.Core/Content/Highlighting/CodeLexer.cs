using System.Collections.Frozen;

namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>
/// Reads code of one language from left to right. What has been looked at is taken, so the work grows with the length alone: an opening without its end
/// takes the rest of the line or of the code. For one use.
/// </summary>
internal sealed class CodeLexer(string code, CodeLanguage language)
{
    private const int LongestCharacter = 12;

    private readonly List<CodeToken> _tokens = [];
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _keywords = language.Keywords.GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _types = language.Types.GetAlternateLookup<ReadOnlySpan<char>>();
    private int _at;
    private bool _lineBegins = true;

    public static IReadOnlyList<CodeToken> Read(string code, CodeLanguage language) => new CodeLexer(code, language).Read();

    private List<CodeToken> Read()
    {
        while (_at < code.Length)
        {
            if (char.IsWhiteSpace(code[_at]))
            {
                _lineBegins |= code[_at++] == '\n';
                continue;
            }

            if (!(Directive() || Comment() || Quoted() || Character() || Mark() || Number() || Word()))
                _at++;
            _lineBegins = false;
        }

        return _tokens;
    }

    private bool Directive() => _lineBegins && language.LineDirective is { } mark && Begins(mark) && Take(CodeKind.Meta, LineEnd(_at));

    private bool Comment()
    {
        if (language.CommentsStandApart && !Apart())
            return false;
        foreach (var mark in language.LineComments)
        {
            if (Begins(mark))
                return Take(CodeKind.Comment, LineEnd(_at));
        }

        foreach (var (open, close) in language.BlockComments)
        {
            if (Begins(open))
                return Take(CodeKind.Comment, After(close, _at + open.Length));
        }

        return false;
    }

    private bool Quoted()
    {
        if (language.QuotesStandApart && _at > 0 && IsWord(code[_at - 1]))
            return false;
        foreach (var quote in language.Quotes)
        {
            if (!Begins(quote.Open))
                continue;
            var end = EndOf(quote);
            return Take(language.KeyMark is { } mark && MarkFollows(end, mark, quoted: true) ? CodeKind.Name : CodeKind.Text, end);
        }

        return false;
    }

    private int EndOf(CodeQuote quote)
    {
        for (var i = _at + quote.Open.Length; i < code.Length; i++)
        {
            if (code[i] == '\n' && !quote.Lines)
                return i;
            if (code[i] == '\\' && quote.Escapes)
                i++;
            else if (Begins(quote.Close, i))
                return i + quote.Close.Length;
        }

        return code.Length;
    }

    private bool Character()
    {
        if (!language.Characters || code[_at] != '\'')
            return false;
        var rest = code.AsSpan(_at + 1, Math.Min(LongestCharacter, code.Length - _at - 1));
        var first = rest.Length > 2 && (rest[0] == '\\' || char.IsHighSurrogate(rest[0])) ? 2 : 1;
        if (rest.Length <= first || rest[0] is '\'' or '\n')
            return false;
        var more = rest[0] == '\\' ? rest[first..].IndexOf('\'') : rest[first] == '\'' ? 0 : -1;
        return more >= 0 && Take(CodeKind.Text, _at + 1 + first + more + 1);
    }

    // What a single sign makes of the word after it.
    private bool Mark()
    {
        var sign = code[_at];
        if (language.Decorators && sign == '@')
            return WordAfterSign(CodeKind.Meta, ".-");
        if (language.Variables.Contains(sign))
            return Begins("${") ? Take(CodeKind.Name, EndOfBraces()) : WordAfterSign(CodeKind.Name, "");
        if (language.Options && sign == '-' && Apart())
            return WordAfterSign(CodeKind.Name, "-");
        return language.HexColours && sign == '#' && Colour();
    }

    private int EndOfBraces()
    {
        var line = LineEnd(_at);
        return code.AsSpan(_at, line - _at).IndexOf('}') is >= 0 and var length ? _at + length + 1 : line;
    }

    private bool WordAfterSign(CodeKind kind, string more)
    {
        var end = _at + 1;
        while (end < code.Length && (IsWord(code[end]) || more.Contains(code[end])))
            end++;
        return end > _at + 1 && Take(kind, end);
    }

    private bool Colour()
    {
        var digits = code.AsSpan(_at + 1);
        var length = 0;
        while (length < Math.Min(9, digits.Length) && char.IsAsciiHexDigit(digits[length]))
            length++;
        return length is 3 or 4 or 6 or 8 && (length == digits.Length || !IsWord(digits[length])) && Take(CodeKind.Number, _at + 1 + length);
    }

    private bool Number()
    {
        if (!char.IsAsciiDigit(code[_at]))
            return false;
        var end = _at + 1;
        while (end < code.Length && (char.IsAsciiLetterOrDigit(code[end]) || code[end] is '_' or '%' || (code[end] == '.' && end + 1 < code.Length && char.IsAsciiDigit(code[end + 1]))))
            end++;
        return Take(CodeKind.Number, end);
    }

    private bool Word()
    {
        if (!IsWord(code[_at]))
            return false;
        var end = _at + 1;
        while (end < code.Length && IsWord(code[end]))
            end++;
        if (KindOf(code.AsSpan(_at, end - _at), end) is { } kind)
            return Take(kind, end);
        _at = end;
        return true;
    }

    private CodeKind? KindOf(ReadOnlySpan<char> word, int end)
    {
        if (language.KeyMark is { } mark && MarkFollows(end, mark, quoted: false))
            return CodeKind.Name;
        var member = _at > 0 && code[_at - 1] == '.';
        if (!member && _keywords.Contains(word))
            return CodeKind.Keyword;
        if (!member && _types.Contains(word))
            return CodeKind.Type;
        if (end < code.Length && code[end] == '(')
            return CodeKind.Name;
        return language.CapitalsAreTypes && char.IsUpper(word[0]) && word.ContainsAnyInRange('a', 'z') ? CodeKind.Type : null;
    }

    private bool MarkFollows(int end, char mark, bool quoted)
    {
        while (end < code.Length && code[end] is ' ' or '\t')
            end++;
        return end < code.Length && code[end] == mark && (quoted || mark != ':' || end + 1 == code.Length || char.IsWhiteSpace(code[end + 1]));
    }

    private bool Take(CodeKind kind, int end)
    {
        end = Math.Min(end, code.Length);
        _tokens.Add(new CodeToken(kind, _at, end - _at));
        _at = end;
        return true;
    }

    private bool Begins(string mark) => Begins(mark, _at);

    private bool Begins(string mark, int at) => code.AsSpan(at).StartsWith(mark, StringComparison.Ordinal);

    private bool Apart() => _at == 0 || char.IsWhiteSpace(code[_at - 1]);

    private bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_' || language.InWords.Contains(c);

    private int LineEnd(int from) => code.IndexOf('\n', from) is >= 0 and var end ? end : code.Length;

    private int After(string mark, int from) =>
        from < code.Length && code.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var end ? end + mark.Length : code.Length;
}
