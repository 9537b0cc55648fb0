using FleetPrompt.Web;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests;

public sealed class AppUrlsTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/forums")]
    [InlineData("/forums?page=2&q=a%2Fb#post-3")]
    [InlineData("/timeline?next=//evil.example")]
    [InlineData("/%2f%2fevil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/a//evil.example")]
    [InlineData("/a/../b")]
    public void A_path_of_this_application_is_followed(string path) => AppUrls.LocalOr(path, "/home").ShouldBe(path);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("forums")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData(" /forums")]
    [InlineData("/\r\nLocation: https://evil.example")]
    [InlineData("/forums\0")]
    [InlineData("/forums\u007f")]
    [InlineData("/forums\u0085")]
    [InlineData("http://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:/*/evil*/alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("%2f%2fevil.example")]
    [InlineData("@evil.example")]
    [InlineData("?a=b")]
    [InlineData("#x")]
    public void Whatever_leads_elsewhere_is_not(string? path) => AppUrls.LocalOr(path, "/home").ShouldBe("/home");

    [Fact]
    public void A_path_without_end_is_not_followed() => AppUrls.LocalOr("/" + new string('a', 2000), "/home").ShouldBe("/home");

    [Theory]
    [InlineData(1, "")]
    [InlineData(20, "")]
    [InlineData(21, "?page=2")]
    [InlineData(41, "?page=3")]
    public void A_post_is_linked_on_the_page_where_it_stands(int number, string query) =>
        AppUrls.Post(Guid.Empty, "why", number, 20).ShouldBe($"/forums/t/{Guid.Empty}/why{query}#post-{number}");

    [Fact]
    public void What_is_put_into_a_link_stays_in_its_place()
    {
        AppUrls.Category("a/b?c").ShouldBe("/forums/c/a%2Fb%3Fc");
        AppUrls.LoginTo("/forums?page=2&x=1").ShouldBe("/login?returnUrl=%2Fforums%3Fpage%3D2%26x%3D1");
    }
}
