using FleetPrompt.Core.Content;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Content;

public sealed class SanitizerTests
{
    private static readonly AllowListSanitizer Sanitizer = new();

    [Theory]
    [InlineData("<h1>a</h1><h3>b</h3>", "<h2>a</h2><h3>b</h3>")]
    [InlineData("<p>a<br>b</p><hr>", "<p>a<br>b</p><hr>")]
    [InlineData("<b>a</b><i>b</i><s>c</s><ins>d</ins><sub>e</sub><sup>f</sup><mark>g</mark>", "<strong>a</strong><em>b</em><del>c</del><ins>d</ins><sub>e</sub><sup>f</sup><mark>g</mark>")]
    [InlineData("<pre><code class=\"language-c# x\">a &lt; b</code></pre>", "<pre><code class=\"language-c#\">a &lt; b</code></pre>")]
    [InlineData("<pre><code><span class=fp-code-text>\"a\"</span></code></pre>", "<pre><code><span class=\"fp-code-text\">&quot;a&quot;</span></code></pre>")]
    [InlineData("<pre>\n\na</pre>", "<pre>\n\na</pre>")]
    [InlineData("<pre>\na</pre>", "<pre>a</pre>")]
    [InlineData("<blockquote cite=x><p>a</p></blockquote>", "<blockquote><p>a</p></blockquote>")]
    [InlineData("<ol start=3 type=a><li>a</ol>", "<ol start=\"3\"><li>a</li></ol>")]
    [InlineData("<ul class=\"x contains-task-list\"><li class=task-list-item>a</ul>", "<ul class=\"contains-task-list\"><li class=\"task-list-item\">a</li></ul>")]
    [InlineData("<input type=checkbox checked onclick=x>", "<input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"done\">")]
    [InlineData("a<input type=text value=x>b<input>", "ab")]
    [InlineData("<table><tr><td align=right colspan=9>a<td style=\"text-align: center;\">b<td class=align-left>c<td align=x>d</table>", "<table><tbody><tr><td class=\"align-right\">a</td><td class=\"align-center\">b</td><td class=\"align-left\">c</td><td>d</td></tr></tbody></table>")]
    public void Formatting_of_posts_is_kept(string html, string safe) => Sanitizer.Sanitize(html).ShouldBe(safe);

    [Theory]
    [InlineData("<x-y>a</x-y><span class=z>b</span>", "ab")]
    [InlineData("<div>a</div><div>b</div>", "<p>a</p><p>b</p>")]
    [InlineData("<div><div>a</div><p>b</p></div>", "<p>a</p><p>b</p>")]
    [InlineData("<!-- a -->b<?c?>", "b")]
    public void Unknown_elements_go_and_their_text_stays(string html, string safe) => Sanitizer.Sanitize(html).ShouldBe(safe);

    [Theory]
    [InlineData("<p><span class=fp-code-text>a</span></p>", "<p>a</p>")]
    [InlineData("<code><span class=fp-code-text>a</span></code>", "<code>a</code>")]
    [InlineData("<pre><span class=fp-code-text>a</span></pre>", "<pre>a</pre>")]
    [InlineData("<pre><code><span>a</span></code></pre>", "<pre><code>a</code></pre>")]
    [InlineData("<pre><code><span class=fp-top>a</span></code></pre>", "<pre><code>a</code></pre>")]
    [InlineData("<pre><code><span class=\"fp-code-text fp-top\">a</span></code></pre>", "<pre><code>a</code></pre>")]
    [InlineData("<pre><code><span class=fp-code-text></span>a</code></pre>", "<pre><code>a</code></pre>")]
    [InlineData("<pre><code><span class=fp-code-text>a<em>b</em></span></code></pre>", "<pre><code>a<em>b</em></code></pre>")]
    [InlineData("<pre><code><em><span class=fp-code-text>a</span></em></code></pre>", "<pre><code><em>a</em></code></pre>")]
    public void A_span_is_kept_where_it_colours_code_and_nowhere_else(string html, string safe) => Sanitizer.Sanitize(html).ShouldBe(safe);

    [Theory]
    [InlineData("script")]
    [InlineData("style")]
    [InlineData("template")]
    [InlineData("noscript")]
    [InlineData("iframe")]
    [InlineData("object")]
    [InlineData("svg")]
    [InlineData("math")]
    [InlineData("xmp")]
    [InlineData("textarea")]
    [InlineData("select")]
    [InlineData("title")]
    [InlineData("noembed")]
    [InlineData("noframes")]
    public void Dangerous_elements_go_with_all_they_hold(string name) => Sanitizer.Sanitize($"a<{name}>x</{name}>b").ShouldBe("ab");

    [Theory]
    [InlineData("https://a.example/x?y=1&z", "https://a.example/x?y=1&amp;z")]
    [InlineData("HTTP://a.example", "HTTP://a.example")]
    [InlineData("mailto:a@b.example", "mailto:a@b.example")]
    [InlineData("/t/1#post-2", "/t/1#post-2")]
    [InlineData("#post-2", "#post-2")]
    [InlineData("/", "/")]
    [InlineData("  https://a.example/ \n", "https://a.example/")]
    [InlineData("https://user@a.example/", "https://user@a.example/")]
    public void A_link_to_the_web_keeps_its_address(string address, string href) =>
        Sanitizer.Sanitize($"<a href=\"{address}\">x</a>").ShouldBe($"<a href=\"{href}\" rel=\"nofollow ugc noopener\">x</a>");

    [Theory]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    [InlineData("java\nscript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("vbscript:x")]
    [InlineData("ftp://a.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//a.example")]
    [InlineData("/\\a.example")]
    [InlineData("/\t/a.example")]
    [InlineData("\\\\a.example")]
    [InlineData("x/y")]
    [InlineData("?x=1")]
    [InlineData("https:a.example")]
    [InlineData("https://")]
    [InlineData("https://a.example/\u202ex")]
    [InlineData("https://a.exa\u0001mple/")]
    public void A_link_elsewhere_loses_its_href(string address) => Sanitizer.Sanitize($"<a href=\"{address}\">x</a>").ShouldBe("x");

    [Fact]
    public void An_address_that_is_too_long_is_refused()
    {
        var address = "https://a.example/" + new string('x', ContentLimits.Default.MaxUrlLength);
        Sanitizer.Sanitize($"<a href=\"{address}\">x</a>").ShouldBe("x");
    }

    [Theory]
    [InlineData("<img src=https://a.example/i.png alt=\"a &lt; b\">", "<a href=\"https://a.example/i.png\" rel=\"nofollow ugc noopener\">a &lt; b</a>")]
    [InlineData("<img src=https://a.example/i.png>", "<a href=\"https://a.example/i.png\" rel=\"nofollow ugc noopener\">image</a>")]
    [InlineData("<img src=data:x alt=a>", "a")]
    [InlineData("<a href=/x><img src=/y alt=a></a>", "<a href=\"/x\" rel=\"nofollow ugc noopener\">a</a>")]
    public void An_image_becomes_a_link_with_its_text(string html, string safe) => Sanitizer.Sanitize(html).ShouldBe(safe);

    [Theory]
    [InlineData("<p><b>a<p>b</b>c")]
    [InlineData("<a href=/x>a<a href=/y>b</a>c<table><a href=/z>d<td>e</table>")]
    [InlineData("<p><button><p>a</button>b<div>c</p>d")]
    [InlineData("<table><tr><div>a<td><table><td>b</table><caption>c")]
    [InlineData("<pre><span>\n\na</span>\r\n&#13;&#0;&#x80;</pre>")]
    [InlineData("<li><ul><li>a</ol><dd>b<h1>c<h2>d</h1>")]
    [InlineData("<center><b><div>a</b></center><figure>b<figcaption>c</figure>")]
    public void What_was_sanitised_once_stays_as_it_is(string html)
    {
        var safe = Sanitizer.Sanitize(html);
        Sanitizer.Sanitize(safe).ShouldBe(safe);
        PostHtml.Violations(safe).ShouldBeEmpty();
        PostHtml.Parse(safe).QuerySelector("#post")!.TextContent.ShouldBe(PostHtml.Parse(html).QuerySelector("#post")!.TextContent.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Random_tag_soup_becomes_safe_and_stable()
    {
        string[] parts =
        [
            "<p>", "</p>", "<b>", "</b>", "<a href=/x>", "</a>", "<table>", "</table>", "<tr>", "<td>", "<ul>", "<li>", "</li>", "<pre>", "\n", "</pre>", "<code>", "</code>",
            "<div>", "</div>", "<svg>", "</svg>", "<style>", "</style>", "<math>", "<mtext>", "</math>", "<h1>", "</h2>", "<button>", "</button>", "<select>", "</select>", "<!--", "-->",
            "x", "&lt;", "<img src=x onerror=alert('xss')>", "\"", "<template>", "</template>", "<form>", "</form>", "<br>", "<title>", "</title>", "<i>", "<em>", "<blockquote>",
            "<span class=fp-code-text>", "<span>", "</span>",
        ];
        var random = new Random(20_260_101);
        for (var n = 0; n < 500; n++)
        {
            var soup = string.Concat(Enumerable.Range(0, random.Next(2, 25)).Select(_ => parts[random.Next(parts.Length)]));
            Sanitizer.TrySanitize(soup, out var safe, out var reason).ShouldBeTrue($"{reason}: {soup}");
            PostHtml.Violations(safe).ShouldBeEmpty(soup);
            Sanitizer.Sanitize(safe).ShouldBe(safe, soup);
        }
    }
}
