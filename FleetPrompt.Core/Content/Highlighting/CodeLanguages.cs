using System.Collections.Frozen;

namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>The languages that <see cref="CodeLexer"/> reads, by the names that people give them after the fence.</summary>
internal static class CodeLanguages
{
    private static readonly CodeQuote Double = new("\"", "\"");
    private static readonly CodeQuote Single = new("'", "'");
    private static readonly (string, string)[] Slashes = [("/*", "*/")];

    public static FrozenDictionary<string, CodeLanguage> ByName { get; } = Named();

    private static FrozenDictionary<string, CodeLanguage> Named()
    {
        var named = new Dictionary<string, CodeLanguage>();
        foreach (var (names, language) in All())
        foreach (var name in names.Split(' '))
            named.Add(name, language);
        return named.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<(string Names, CodeLanguage Language)> All() =>
    [
        ("c# csharp cs", CSharp),
        ("js javascript jsx mjs cjs node", Script),
        ("ts typescript tsx", Script with { Keywords = Words(CodeWords.JavaScript, CodeWords.TypeScript), Types = Words(CodeWords.TypeScriptTypes) }),
        ("json jsonc json5 ndjson", Json),
        ("python py python3", Python),
        ("bash sh shell zsh console shell-session", Shell),
        ("sql postgres postgresql pgsql psql plpgsql mysql sqlite tsql", Sql),
        ("css scss less", Css),
        ("yaml yml", Yaml),
        ("toml ini conf", Yaml with { KeyMark = '=', LineComments = ["#", ";"], InWords = "-." }),
        ("go golang", Go),
        ("rust rs", Rust),
        ("java", CLike(CodeWords.Java) with { Decorators = true }),
        ("kotlin kt", CLike(CodeWords.Kotlin) with { Decorators = true, Quotes = [new("\"\"\"", "\"\"\"", false, true), Double] }),
        ("c h cpp c++ cc hpp", CLike(CodeWords.C) with { LineDirective = "#" }),
        ("php", CLike(CodeWords.Php) with { Characters = false, Quotes = [Double, Single], Variables = "$", LineComments = ["//", "#"] }),
        ("ruby rb", Ruby),
    ];

    private static CodeLanguage CSharp =>
        CLike(CodeWords.CSharp) with
        {
            LineDirective = "#",
            Quotes =
            [
                new("$\"\"\"", "\"\"\"", false, true), new("\"\"\"", "\"\"\"", false, true),
                new("$@\"", "\"", false, true), new("@$\"", "\"", false, true), new("@\"", "\"", false, true), new("$\"", "\""), Double,
            ],
        };

    private static CodeLanguage Script =>
        CLike(CodeWords.JavaScript) with
        {
            Characters = false,
            Decorators = true,
            InWords = "$",
            Quotes = [Double, Single, new("`", "`", Lines: true)],
        };

    private static CodeLanguage Json => new() { Keywords = Words("true false null"), LineComments = ["//"], BlockComments = Slashes, Quotes = [Double], KeyMark = ':' };

    private static CodeLanguage Python =>
        new()
        {
            Keywords = Words(CodeWords.Python),
            Types = Words(CodeWords.PythonTypes),
            CapitalsAreTypes = true,
            LineComments = ["#"],
            Quotes = [new("\"\"\"", "\"\"\"", Lines: true), new("'''", "'''", Lines: true), Double, Single],
            Decorators = true,
        };

    private static CodeLanguage Shell =>
        new()
        {
            Keywords = Words(CodeWords.Shell),
            LineComments = ["#"],
            CommentsStandApart = true,
            Quotes = [Double with { Lines = true }, new("'", "'", false, true)],
            Variables = "$",
            Options = true,
        };

    private static CodeLanguage Sql =>
        new()
        {
            Keywords = AnyCase(CodeWords.Sql),
            Types = AnyCase(CodeWords.SqlTypes),
            LineComments = ["--"],
            BlockComments = Slashes,
            Quotes = [new("'", "'", false, true), new("\"", "\"", false)],
        };

    private static CodeLanguage Css =>
        new()
        {
            Keywords = Words("important from to and not only inherit initial unset revert"),
            LineComments = ["//"],
            CommentsStandApart = true,
            BlockComments = Slashes,
            Quotes = [Double, Single],
            InWords = "-",
            Variables = "$",
            Decorators = true,
            KeyMark = ':',
            HexColours = true,
        };

    private static CodeLanguage Yaml =>
        new()
        {
            Keywords = Words("true false null yes no on off"),
            LineComments = ["#"],
            CommentsStandApart = true,
            Quotes = [Double, new("'", "'", false)],
            QuotesStandApart = true,
            InWords = "-./",
            KeyMark = ':',
        };

    private static CodeLanguage Go =>
        CLike(CodeWords.Go) with { Types = Words(CodeWords.GoTypes), CapitalsAreTypes = false, Quotes = [Double, new("`", "`", false, true)] };

    private static CodeLanguage Rust =>
        CLike(CodeWords.Rust) with { Types = Words(CodeWords.RustTypes), LineDirective = "#", Quotes = [new("r#\"", "\"#", false, true), Double with { Lines = true }] };

    private static CodeLanguage Ruby =>
        new()
        {
            Keywords = Words(CodeWords.Ruby),
            CapitalsAreTypes = true,
            LineComments = ["#"],
            Quotes = [Double with { Lines = true }, Single with { Lines = true }],
            InWords = "?!",
            Variables = "@$",
        };

    private static CodeLanguage CLike(string keywords) =>
        new()
        {
            Keywords = Words(keywords),
            CapitalsAreTypes = true,
            LineComments = ["//"],
            BlockComments = Slashes,
            Quotes = [Double],
            Characters = true,
        };

    private static FrozenSet<string> Words(params string[] lines) => lines.SelectMany(l => l.Split(' ')).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> AnyCase(string line) => line.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
