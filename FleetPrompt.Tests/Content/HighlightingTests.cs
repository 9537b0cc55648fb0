using System.Text;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Content.Highlighting;
using FleetPrompt.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Content;

public sealed class HighlightingTests
{
    private static readonly LexicalHighlighter Highlighter = new();
    private static readonly IContentRenderer Renderer = new ServiceCollection().AddContent().BuildServiceProvider().GetRequiredService<IContentRenderer>();

    /// <summary>Kinds by their first letters; the code with each coloured part in brackets.</summary>
    [Theory]
    [InlineData("c#", "var x = \"a\\\"b\"; // c", "[key:var] x = [tex:\"a\\\"b\"]; [com:// c]")]
    [InlineData("csharp", "#if A\nStore s = new(@\"c:\\\", 'x');", "[met:#if A]\n[typ:Store] s = [key:new]([tex:@\"c:\\\"], [tex:'x']);")]
    [InlineData("C#", "var a = $\"\"\"\nx \"y\"\n\"\"\";", "[key:var] a = [tex:$\"\"\"\nx \"y\"\n\"\"\"];")]
    [InlineData("js", "const f = async (a) => `x ${a}\ny`; /* c\n */ go(1.5)", "[key:const] f = [key:async] (a) => [tex:`x ${a}\ny`]; [com:/* c\n */] [nam:go]([num:1.5])")]
    [InlineData("js", "a.default = b.catch(c)", "a.default = b.[nam:catch](c)")]
    [InlineData("ts", "interface A { b: string }", "[key:interface] A { b: [typ:string] }")]
    [InlineData("json", "{\"a\" : [true, -1, \"b\"]}", "{[nam:\"a\"] : [[key:true], -[num:1], [tex:\"b\"]]}")]
    [InlineData("python", "@dec.x\ndef f(a):\n  '''d\n  '''\n  return f'{a}' # c", "[met:@dec.x]\n[key:def] [nam:f](a):\n  [tex:'''d\n  ''']\n  [key:return] f[tex:'{a}'] [com:# c]")]
    [InlineData("bash", "export A='x # y' # z\n./fleet up --urls $B ${C} $# -d", "[key:export] A=[tex:'x # y'] [com:# z]\n./fleet up [nam:--urls] [nam:$B] [nam:${C}] $# [nam:-d]")]
    [InlineData("sql", "SELECT count(*) from t where a = 'it''s' -- c", "[key:SELECT] [nam:count](*) [key:from] t [key:where] a = [tex:'it'][tex:'s'] [com:-- c]")]
    [InlineData("css", "@media print { .a { color: #1d4ed8; margin: 4px } }", "[met:@media] print { .a { [nam:color]: [num:#1d4ed8]; [nam:margin]: [num:4px] } }")]
    [InlineData("yaml", "on: push # c\nimage: postgres:15\nname: it's \"x\"\n- ok: true", "[nam:on]: push [com:# c]\n[nam:image]: postgres:[num:15]\n[nam:name]: it's [tex:\"x\"]\n- [nam:ok]: [key:true]")]
    [InlineData("go", "func f() error { return `a\nb` }", "[key:func] [nam:f]() [typ:error] { [key:return] [tex:`a\nb`] }")]
    [InlineData("rust", "#[test]\nfn f<'a>(x: &'a str) -> char { '\\'' }", "[met:#[test]]\n[key:fn] f<'a>(x: &'a [typ:str]) -> [typ:char] { [tex:'\\''] }")]
    [InlineData("java", "@Override public void run() { Map<K> m; }", "[met:@Override] [key:public] [key:void] [nam:run]() { [typ:Map]<K> m; }")]
    [InlineData("ruby", "def empty? # c\n  @a = \"b\"\nend", "[key:def] empty? [com:# c]\n  [nam:@a] = [tex:\"b\"]\n[key:end]")]
    [InlineData("html", "<!-- c --><a href=\"/x\">1 &lt; 2</a>", "[com:<!-- c -->]<[key:a] [nam:href]=[tex:\"/x\"]>1 [met:&lt;] 2</[key:a]>")]
    [InlineData("xml", "<?xml version=\"1.0\"?><script>a<b</script>", "[met:<?xml version=\"1.0\"?>]<[key:script]>a<b</[key:script]>")]
    [InlineData("diff", "@@ -1 +1 @@\n-a\n+b\n c", "[met:@@ -1 +1 @@]\n[rem:-a]\n[add:+b]\n c")]
    [InlineData("toml", "[a]\nb = 1 # c", "[a]\n[nam:b] = [num:1] [com:# c]")]
    [InlineData("js", "'open\n\"open", "[tex:'open]\n[tex:\"open]")]
    [InlineData("js", "/* open", "[com:/* open]")]
    [InlineData("html", "<a href=\"open", "<[key:a] [nam:href]=[tex:\"open]")]
    public void Code_has_its_parts_named(string language, string code, string marked) => Marked(code, language).ShouldBe(marked);

    [Theory]
    [InlineData("text")]
    [InlineData("brainfog")]
    [InlineData("\"><script>")]
    [InlineData("")]
    public void An_unknown_language_stays_plain(string language)
    {
        Highlighter.Read("var x = 1;", language).ShouldBeNull();
        Renderer.Render($"```{language}\nvar x = 1;\n```", ContentFormat.Markdown).Html.ShouldNotContain("<span");
    }

    [Fact]
    public void Fenced_code_is_coloured_and_says_what_it_said()
    {
        var rendered = Renderer.Render("```cs title\nif (a < b) return \"<b>\";\n```", ContentFormat.Markdown);

        rendered.Html.ShouldBe(
            "<pre><code class=\"language-cs\"><span class=\"fp-code-keyword\">if</span> (a &lt; b) <span class=\"fp-code-keyword\">return</span> "
                + "<span class=\"fp-code-text\">&quot;&lt;b&gt;&quot;</span>;\n</code></pre>\n");
        rendered.PlainText.ShouldBe("if (a < b) return \"<b>\";");
        PostHtml.Violations(rendered.Html).ShouldBeEmpty();
    }

    [Fact]
    public void Code_in_quotes_and_lists_is_coloured_too() =>
        Renderer.Render("> - a\n>   ```sql\n>   select 1\n>   ```", ContentFormat.Markdown).Html.ShouldContain("<span class=\"fp-code-keyword\">select</span> <span class=\"fp-code-number\">1</span>\n");

    [Fact]
    public void Whatever_is_written_its_parts_are_in_order_apart_and_within_it()
    {
        const string Signs = "\"'`/*#@$-<>!&;:.{}[]()\\\n\t =+_aZ09é🎉\"\"\"'''";
        var random = new Random(20_260_401);
        foreach (var language in Languages())
        for (var n = 0; n < 300; n++)
        {
            var code = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Signs[random.Next(Signs.Length)]));
            var end = 0;
            foreach (var token in Highlighter.Read(code, language)!)
            {
                token.Start.ShouldBeGreaterThanOrEqualTo(end, code);
                token.Length.ShouldBePositive(code);
                end = token.Start + token.Length;
            }

            end.ShouldBeLessThanOrEqualTo(code.Length, code);
        }
    }

    /// <summary>As long as a post: reading the same text again for each beginning would be seen in how long this takes.</summary>
    [Theory]
    [InlineData("1 ")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("/*")]
    [InlineData("${")]
    [InlineData("<a ")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("&x")]
    [InlineData("r#\"")]
    [InlineData("a:\n")]
    public void Endless_beginnings_are_read_in_every_language(string part)
    {
        var code = new StringBuilder().Insert(0, part, ContentLimits.Default.MaxPostLength / part.Length - 100).ToString();
        foreach (var language in Languages())
            Highlighter.Read(code, language)!.Sum(t => t.Length).ShouldBeLessThanOrEqualTo(code.Length);
        foreach (var language in new[] { "js", "bash", "html" })
            PostHtml.Violations(Renderer.Render($"```{language}\n{code}\n```", ContentFormat.Markdown).Html).ShouldBeEmpty();
    }

    [Fact]
    public void Too_many_parts_leave_a_block_plain_and_the_others_coloured()
    {
        var many = string.Concat(Enumerable.Repeat("1 ", ContentLimits.Default.MaxCodeSpans));
        var html = Renderer.Render($"```js\nvar a\n```\n\n```js\n{many}\n```\n\n```js\nvar b\n```", ContentFormat.Markdown).Html;

        PostHtml.Parse(html).QuerySelectorAll("span").Select(s => s.TextContent).ShouldBe(["var", "var"]);
    }

    [Fact]
    public void Colours_never_cost_a_post_its_formatting()
    {
        var tight = ContentLimits.Default with { MaxElements = 5 };
        var rendered = new MarkdownRenderer(new AllowListSanitizer(tight), Highlighter, tight).Render("*a*\n\n```js\n1 2 3 4 5\n```", ContentFormat.Markdown);

        rendered.Degraded.ShouldBeFalse();
        rendered.Html.ShouldBe("<p><em>a</em></p>\n<pre><code class=\"language-js\">1 2 3 4 5\n</code></pre>\n");
    }

    [Fact]
    public void Every_class_has_its_colour()
    {
        var css = SourceTree.Files.Single(f => f.Path == "FleetPrompt.Web/wwwroot/css/code.css").Text;

        CodeClasses.All.Where(name => !css.Contains($".{name} ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Languages() =>
        "c# js ts json python bash sql css yaml toml go rust java kotlin cpp php ruby html diff".Split(' ');

    private static string Marked(string code, string language)
    {
        var marked = new StringBuilder();
        var at = 0;
        foreach (var token in Highlighter.Read(code, language).ShouldNotBeNull())
        {
            marked.Append(code, at, token.Start - at).Append('[').Append(token.Kind.ToString().ToLowerInvariant()[..3]).Append(':').Append(code, token.Start, token.Length).Append(']');
            at = token.Start + token.Length;
        }

        return marked.Append(code, at, code.Length - at).ToString();
    }
}
