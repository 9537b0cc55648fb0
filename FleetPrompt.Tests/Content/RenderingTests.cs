using FleetPrompt.Core.Content;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Content;

public sealed class RenderingTests
{
    private static readonly IContentRenderer Renderer = new ServiceCollection().AddContent().BuildServiceProvider().GetRequiredService<IContentRenderer>();

    [Theory]
    [InlineData("a *b* **c** ~~d~~", "<p>a <em>b</em> <strong>c</strong> <del>d</del></p>\n")]
    [InlineData("# a\n\n## b", "<h2>a</h2>\n<h2>b</h2>\n")]
    [InlineData("```cs\na < b\n```", "<pre><code class=\"language-cs\">a &lt; b\n</code></pre>\n")]
    [InlineData("    var a;", "<pre><code>var a;\n</code></pre>\n")]
    [InlineData("see https://a.example.", "<p>see <a href=\"https://a.example\" rel=\"nofollow ugc noopener\">https://a.example</a>.</p>\n")]
    [InlineData("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n")]
    [InlineData("![a](https://a.example/i.png)", "<p><a href=\"https://a.example/i.png\" rel=\"nofollow ugc noopener\">a</a></p>\n")]
    [InlineData("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n")]
    [InlineData("# a {#b .c}", "<h2>a {#b .c}</h2>\n")]
    [InlineData("", "")]
    public void Markdown_is_rendered(string text, string html)
    {
        var rendered = Renderer.Render(text, ContentFormat.Markdown);
        rendered.Html.ShouldBe(html);
        rendered.Degraded.ShouldBeFalse();
        rendered.Reason.ShouldBeNull();
    }

    [Fact]
    public void Tables_and_task_lists_are_rendered()
    {
        var rendered = Renderer.Render("|a|b|\n|:-:|-:|\n|1|2|\n\n- [x] c\n- [ ] d", ContentFormat.Markdown).Html;
        var post = PostHtml.Parse(rendered);
        post.QuerySelectorAll("th.align-center, td.align-center").Length.ShouldBe(2);
        post.QuerySelectorAll("th.align-right, td.align-right").Length.ShouldBe(2);
        post.QuerySelectorAll("ul.contains-task-list > li.task-list-item > input[type=checkbox][disabled]").Length.ShouldBe(2);
        post.QuerySelectorAll("input[checked]").Length.ShouldBe(1);
        rendered.ShouldNotContain("style");
    }

    [Theory]
    [InlineData("It works :tada: *:rocket:*", "<p>It works 🎉 <em>🚀</em></p>\n")]
    [InlineData(":no_such_thing: 12:30:45 a:tada: ::", "<p>:no_such_thing: 12:30:45 a:tada: ::</p>\n")]
    [InlineData(":) :-D <3", "<p>:) :-D &lt;3</p>\n")]
    [InlineData("`:tada:`", "<p><code>:tada:</code></p>\n")]
    [InlineData("```bash\n$A :tada:\n```", "<pre><code class=\"language-bash\"><span class=\"fp-code-name\">$A</span> :tada:\n</code></pre>\n")]
    [InlineData("    :tada:", "<pre><code>:tada:\n</code></pre>\n")]
    [InlineData("[x](/a/:tada:) https://a.example/:tada:/b", "<p><a href=\"/a/:tada:\" rel=\"nofollow ugc noopener\">x</a> <a href=\"https://a.example/:tada:/b\" rel=\"nofollow ugc noopener\">https://a.example/:tada:/b</a></p>\n")]
    [InlineData("|:tada:|\n|:-:|\n|a|", "<table>\n<thead>\n<tr>\n<th class=\"align-center\">🎉</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class=\"align-center\">a</td>\n</tr>\n</tbody>\n</table>\n")]
    public void Emoji_have_names_outside_code(string text, string html) => Renderer.Render(text, ContentFormat.Markdown).Html.ShouldBe(html);

    [Theory]
    [InlineData("# a\n\nb *c*\n- d\n- e\n\n<f> & g", "a b c d e <f> & g")]
    [InlineData("|a|b|\n|-|-|\n|1|2|", "a b 1 2")]
    [InlineData("[text](https://a.example \"title\") ![alt](https://a.example/i)", "text alt")]
    [InlineData("un*believ*able", "unbelievable")]
    [InlineData("&amp;lt;", "&lt;")]
    public void Plain_text_is_the_words_alone(string text, string plain) => Renderer.Render(text, ContentFormat.Markdown).PlainText.ShouldBe(plain);

    [Fact]
    public void Half_a_character_in_an_address_does_not_stop_the_rest()
    {
        var rendered = Renderer.Render("*a* http://a.b\ud800é [c](/d\udc00)", ContentFormat.Markdown);
        rendered.Degraded.ShouldBeFalse();
        rendered.Html.ShouldBe("<p><em>a</em> http://a.b\ufffdé <a href=\"/d%EF%BF%BD\" rel=\"nofollow ugc noopener\">c</a></p>\n");
    }

    [Fact]
    public void Html_is_sanitised_and_not_read_as_Markdown()
    {
        var rendered = Renderer.Render("<p>*a*</p><script>b</script>", ContentFormat.Html);
        rendered.Html.ShouldBe("<p>*a*</p>");
        rendered.PlainText.ShouldBe("*a*");
    }

    [Fact]
    public void A_sanitiser_that_knows_only_one_method_can_take_over()
    {
        var services = new ServiceCollection().AddSingleton<IHtmlSanitizer, Shouting>().AddContent().BuildServiceProvider();
        services.GetRequiredService<IContentRenderer>().Render("a", ContentFormat.Html).Html.ShouldBe("A");
    }

    private sealed class Shouting : IHtmlSanitizer
    {
        public string Sanitize(string html) => html.ToUpperInvariant();
    }
}
