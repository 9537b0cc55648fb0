using FleetPrompt.Core.Content;
using FleetPrompt.Core.Content.Highlighting;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Content;

public sealed class XssTests
{
    private static readonly AllowListSanitizer Sanitizer = new();
    private static readonly MarkdownRenderer Renderer = new(Sanitizer, new LexicalHighlighter(), ContentLimits.Default);

    public static TheoryData<string> Names => [.. XssCorpus.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_post_keeps_nothing_that_could_run(string name)
    {
        var hostile = XssCorpus.Cases.Single(c => c.Name == name);

        var rendered = Renderer.Render(hostile.Text, hostile.Format);

        PostHtml.Violations(rendered.Html).ShouldBeEmpty(rendered.Html);
        rendered.Degraded.ShouldBeFalse(rendered.Reason);
        Sanitizer.Sanitize(rendered.Html).ShouldBe(rendered.Html);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_text_is_safe_whichever_way_it_is_read(string name)
    {
        var text = XssCorpus.Cases.Single(c => c.Name == name).Text;

        foreach (var wrapped in new[] { text, $"<table><tr><td>{text}", $"<p><b><a href=#x>{text}</a>", $"<select>{text}", $"<svg><desc>{text}", $"<pre>\n{text}" })
        {
            var safe = Sanitizer.Sanitize(wrapped);
            PostHtml.Violations(safe).ShouldBeEmpty(safe);
            Sanitizer.Sanitize(safe).ShouldBe(safe);
        }

        PostHtml.Violations(Renderer.Render(text, ContentFormat.Markdown).Html).ShouldBeEmpty();
    }

    [Fact]
    public void The_judge_sees_what_a_post_may_not_have()
    {
        string[] bad =
        [
            "<script>1</script>", "<img src=x>", "<p onclick=x>", "<p id=x>", "<a href='javascript:1' rel='nofollow ugc noopener'>x</a>", "<a href=/x>x</a>",
            "<svg></svg>", "<!-- x -->", "<input type=text disabled>", "<input type=checkbox>", "<code class=x>", "</div><p>x", "<p style=x>",
            "<span class=fp-code-text>x</span>", "<code><span class=fp-code-text>x</span></code>", "<pre><code><span>x</span></code></pre>", "<pre><code><span class=fp-top>x</span></code></pre>",
            "<pre><code><span class='fp-code-text fp-top'>x</span></code></pre>", "<pre><code><span class=fp-code-text><b>x</b></span></code></pre>", "<p class=fp-code-text>x</p>",
        ];
        foreach (var html in bad)
            PostHtml.Violations(html).ShouldNotBeEmpty(html);
    }

    [Fact]
    public void The_corpus_is_large_and_its_names_are_unique()
    {
        XssCorpus.Cases.Count.ShouldBeGreaterThanOrEqualTo(60);
        XssCorpus.Cases.Select(c => c.Name).Distinct().Count().ShouldBe(XssCorpus.Cases.Count);
    }
}
