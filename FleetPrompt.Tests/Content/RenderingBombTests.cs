using System.Text;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Content.Highlighting;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Content;

/// <summary>Texts of at most a post's length that would cost far more than their length. None is judged by the clock.</summary>
public sealed class RenderingBombTests
{
    private static readonly ContentLimits Limits = ContentLimits.Default;
    private static readonly MarkdownRenderer Renderer = new(new AllowListSanitizer(), new LexicalHighlighter(), Limits);

    public static TheoryData<string, ContentFormat, string> Bombs =>
        new()
        {
            { "wide table, short rows", ContentFormat.Markdown, Repeat("|a", 1_200) + "|\n" + Repeat("|-", 1_200) + "|\n" + Repeat("|a|\n", 1_500) },
            { "widest table", ContentFormat.Markdown, Repeat("|", 8_000) + "\n" + Repeat("|-", 4_000) + "\n" + Repeat("|\n", 8_000) },
            { "table with carriage returns", ContentFormat.Markdown, Repeat("|a", 1_200) + "|\r\n" + Repeat("|-", 1_200) + "|\r\n" + Repeat("|a|\r\n", 1_500) },
            { "table in a quote", ContentFormat.Markdown, "> " + Repeat("|a", 1_200) + "|\n> " + Repeat("|-", 1_200) + "|\n" + Repeat("> |a|\n", 1_500) },
            { "table, emphasised dashes", ContentFormat.Markdown, Repeat("|a", 1_200) + "|\n|*-*" + Repeat("|-", 1_199) + "|\n" + Repeat("|a|\n", 1_500) },
            { "table, widened by its last row", ContentFormat.Markdown, "|a|\n|-|\n" + Repeat("|a|\n", 3_000) + Repeat("|a", 1_000) },
            { "quotes in one line", ContentFormat.Markdown, Repeat(">", 32_000) },
            { "quotes and lists in one line", ContentFormat.Markdown, Repeat("> - ", 8_000) },
            { "numbered lists in one line", ContentFormat.Markdown, Repeat("1. ", 10_000) },
            { "lists by indentation", ContentFormat.Markdown, string.Concat(Enumerable.Range(0, 170).Select(n => new string(' ', n * 2) + "- a\n")) },
            { "emphasis that opens", ContentFormat.Markdown, Repeat("*a **b ", 4_500) },
            { "emphasis that closes", ContentFormat.Markdown, Repeat("a* b_ ", 5_000) },
            { "strikes", ContentFormat.Markdown, Repeat("~~a ", 8_000) },
            { "brackets", ContentFormat.Markdown, Repeat("[", 32_000) },
            { "brackets with parentheses", ContentFormat.Markdown, Repeat("[a](", 8_000) },
            { "brackets over lines", ContentFormat.Markdown, Repeat("[a\n", 10_000) },
            { "one long address, many references", ContentFormat.Markdown, "[a]: http://x.example/" + new string('y', 16_000) + "\n\n" + Repeat("[a] ", 3_900) },
            { "links", ContentFormat.Markdown, Repeat("http://a.b ", 2_900) },
            { "long addresses", ContentFormat.Markdown, "[a]: http://x.example/" + new string('y', 2_000) + "\n\n" + Repeat("[a] ", 900) },
            { "formatting left open, many blocks", ContentFormat.Html, "<p>" + Repeat("<b><i><u><s><em><strong><code><small><big><tt><font><nobr><strike>", 3) + Repeat("<p>x", 7_000) },
            { "formatting left open, closed late", ContentFormat.Html, "<p>" + Repeat("<b><i><u><s><em><strong><code><small><big><tt><font><nobr><strike>", 3) + "</p>" + Repeat("<p>x</p>", 3_500) + "</b></i>" },
            { "formatting made distinct", ContentFormat.Html, "<p>" + string.Concat(Enumerable.Range(0, 1_000).Select(n => $"<code class=language-{n}>")) + Repeat("<p>x", 1_000) },
            { "deep elements", ContentFormat.Html, Repeat("<blockquote>", 2_600) },
            { "deep elements, short of the parser's cap", ContentFormat.Html, Repeat("<blockquote>", 150) + "x" },
            { "deep unknown elements", ContentFormat.Html, Repeat("<x>", 10_000) },
            { "deep lists", ContentFormat.Html, Repeat("<li><ul>", 4_000) },
            { "deep elements behind comments", ContentFormat.Html, Repeat("<x><!--</x>-->", 2_200) },
            { "deep tables", ContentFormat.Html, Repeat("<table><td>", 2_900) },
            { "links in HTML", ContentFormat.Html, Repeat("<a href=/>x</a>", 2_000) },
            { "longer than a post", ContentFormat.Markdown, Repeat("ab ", 400_000) },
            { "longer than a post, HTML", ContentFormat.Html, Repeat("<p>&\"", 400_000) },
        };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_shown_as_it_was_written(string name, ContentFormat format, string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rendered = Renderer.Render(text, format);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        rendered.Degraded.ShouldBeTrue(name);
        rendered.Reason.ShouldNotBeNullOrWhiteSpace();
        rendered.Html.ShouldStartWith("<pre class=\"plain\">");
        Encoding.UTF8.GetByteCount(rendered.Html).ShouldBeLessThan(200_000);
        PostHtml.Violations(rendered.Html).ShouldBeEmpty();
        new AllowListSanitizer().Sanitize(rendered.Html).ShouldBe(rendered.Html);
        allocated.ShouldBeLessThan(100_000_000, name);
    }

    public static TheoryData<string, ContentFormat, string> LargePosts =>
        new()
        {
            { "prose", ContentFormat.Markdown, Cut(Repeat("A sentence with *some* emphasis, `code` and snake_case_words. ", 12) + "\n\n", 60) },
            { "long list", ContentFormat.Markdown, Repeat("- item\n", 4_500) },
            { "table of a hundred rows", ContentFormat.Markdown, "|a|b|c|d|e|f|g|h|i|j|\n" + Repeat("|-", 10) + "|\n" + Repeat("|1|2|3|4|5|6|7|8|9|*x*|\n", 100) },
            { "log with pipes", ContentFormat.Markdown, "```\n" + Repeat("2026-01-01 | INFO | worker_1 | [a] took 3 ms\n", 600) + "```" },
            { "code of one language", ContentFormat.Markdown, "```csharp\n" + Repeat("public int Sum(int a) => a + 1; // \"x\"\n", 600) + "```" },
            { "code with a colour for every sign", ContentFormat.Markdown, "```js\n" + Repeat("1 ", 15_000) + "\n```" },
            { "many pieces of code", ContentFormat.Markdown, Repeat("```js\nvar a = 1;\n```\n\n```sql\nselect 1;\n```\n\n", 550) },
            { "code of made-up languages", ContentFormat.Markdown, string.Concat(Enumerable.Range(0, 40).Select(n => $"```x{n}\na\n```\n\n```js\n1 2 3 4 5 6 7 8 9\n```\n\n")) },
            { "emoji", ContentFormat.Markdown, Repeat(":tada: ", 4_500) },
            { "colons", ContentFormat.Markdown, Repeat(":", 16_000) + Repeat(" :a", 5_000) },
            { "quotes of quotes", ContentFormat.Markdown, Repeat(">", 20) + " a\n\n" + Repeat("> b\n", 500) },
            { "links", ContentFormat.Markdown, Repeat("- [a](https://a.example/x)\n", 500) },
            { "exported HTML", ContentFormat.Html, Repeat("<p>Some <strong>bold</strong> and <code>code</code> and <a href=https://a.example>link</a></p>\n", 330) },
            { "HTML without end tags", ContentFormat.Html, Repeat("<p>a<ul><li>b<li>c</ul>", 200) },
        };

    [Theory]
    [MemberData(nameof(LargePosts))]
    public void A_large_but_reasonable_post_is_formatted(string name, ContentFormat format, string text)
    {
        text.Length.ShouldBeLessThanOrEqualTo(Limits.MaxPostLength);
        var rendered = Renderer.Render(text, format);
        rendered.Degraded.ShouldBeFalse($"{name}: {rendered.Reason}");
        PostHtml.Violations(rendered.Html).ShouldBeEmpty();
    }

    public static TheoryData<string, ContentLimits, ContentFormat, string> Lowered =>
        new()
        {
            { Refusal.TooLong, Limits with { MaxPostLength = 3 }, ContentFormat.Markdown, "abcd" },
            { Refusal.TooManyCells, Limits with { MaxTableCells = 5 }, ContentFormat.Markdown, "|a|b|\n|-|-|\n|1|2|" },
            { Refusal.TooDeep, Limits with { MaxMarkersPerLine = 2 }, ContentFormat.Markdown, "> - > a" },
            { Refusal.TooManyMarks, Limits with { MaxMarksPerParagraph = 3 }, ContentFormat.Markdown, "*a* *b*" },
            { Refusal.TooDeep, Limits with { MaxDepth = 3 }, ContentFormat.Html, "<ul><li><ul><li>a" },
            { Refusal.TooManyLinks, Limits with { MaxLinks = 1 }, ContentFormat.Markdown, "[a](/b) [c](/d)" },
            { Refusal.TooManyLinks, Limits with { MaxLinks = 1 }, ContentFormat.Html, "<img src=/b><img src=/d>" },
            { Refusal.TooComplex, Limits with { MaxElements = 3 }, ContentFormat.Html, "<br><br><br><br>" },
            { Refusal.TooComplex, Limits with { MaxRepairs = 10 }, ContentFormat.Html, "<p><b><i>a</p><p>b</p><p>c</p><p>d</p>" },
            { Refusal.TooLarge, Limits with { MaxOutputBytes = 10 }, ContentFormat.Markdown, "abcdef" },
            { Refusal.TooLarge, Limits with { MaxOutputBytes = 10 }, ContentFormat.Html, "éééééé" },
        };

    [Theory]
    [MemberData(nameof(Lowered))]
    public void Each_limit_holds_by_itself(string reason, ContentLimits lowered, ContentFormat format, string text)
    {
        Renderer.Render(text, format).Degraded.ShouldBeFalse();

        var rendered = new MarkdownRenderer(new AllowListSanitizer(lowered), new LexicalHighlighter(), lowered).Render(text, format);

        rendered.Degraded.ShouldBeTrue();
        rendered.Reason.ShouldBe(reason);
    }

    [Fact]
    public void Formatting_left_open_is_refused_before_its_tree_is_built()
    {
        var patient = Limits with { MaxElements = 10_000_000, MaxDepth = 10_000 };
        var bomb = "<p>" + Repeat("<b><i><u><s><em><strong><code><small>", 3) + "</p>" + Repeat("<p>x</p>", 3_500) + Repeat("</small></code>", 3);

        new AllowListSanitizer(patient).TrySanitize(bomb, out _, out var reason).ShouldBeFalse();

        reason.ShouldBe(Refusal.TooComplex);
    }

    [Fact]
    public void The_renderer_stops_writing_at_the_cap()
    {
        using var writer = new CappedWriter(10);
        writer.Write("12345");
        writer.Write("67890".ToCharArray(), 0, 5);
        Should.Throw<ContentRefusedException>(() => writer.Write('x')).Message.ShouldBe(Refusal.TooLarge);
        writer.ToString().ShouldBe("1234567890");
    }

    [Fact]
    public void The_sanitiser_alone_survives_a_megabyte_of_nesting()
    {
        foreach (var tag in new[] { "<x>", "<blockquote>", "<b>", "<table>", "<svg>", "<template>", "<select>" })
        {
            var safe = new AllowListSanitizer().Sanitize(Repeat(tag, 1_000_000 / tag.Length));
            PostHtml.Violations(safe).ShouldBeEmpty(tag);
            safe.Length.ShouldBeLessThan(200_000);
        }
    }

    [Fact]
    public void A_text_is_cut_without_breaking_a_character()
    {
        var text = new string('x', Limits.MaxPostLength - 1) + "😀😀";
        var html = Renderer.Render(text, ContentFormat.Markdown).Html;
        html.ShouldEndWith("x…</pre>");
    }

    [Fact]
    public void A_post_of_exactly_the_longest_length_is_formatted() =>
        Renderer.Render(new string('x', Limits.MaxPostLength), ContentFormat.Markdown).Degraded.ShouldBeFalse();

    private static string Repeat(string part, int times) => new StringBuilder(part.Length * times).Insert(0, part, times).ToString();

    private static string Cut(string part, int times)
    {
        var text = Repeat(part, times);
        return text[..Math.Min(text.Length, Limits.MaxPostLength)];
    }
}
