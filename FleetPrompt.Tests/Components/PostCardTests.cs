using Bunit;
using FleetPrompt.Web.Components;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Components;

public class PostCardTests : BunitContext
{
    [Fact]
    public void A_hidden_post_tells_moderators_who_hid_it_and_why()
    {
        var card = Render<PostCard>(p => p.Add(c => c.Post, Post("hidden") with { HiddenBy = "Ana", HiddenReason = "off topic" }).AddChildContent("<p>text</p>"));

        card.Find(".fp-post-notice").TextContent.ShouldBe("Hidden by Ana · off topic");
        card.Find("[data-testid=post-body]").TextContent.ShouldBe("text");
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("deleted")]
    public void Without_its_body_it_is_a_placeholder_that_keeps_the_anchor(string status)
    {
        var card = Render<PostCard>(p => p.Add(c => c.Post, Post(status)));

        card.Find("article").Id.ShouldBe("post-3");
        card.FindAll("[data-testid=post-body]").ShouldBeEmpty();
        card.Markup.ShouldNotContain("Jonas</");
    }

    [Fact]
    public void A_published_post_shows_its_author_its_body_and_its_permalink()
    {
        var card = Render<PostCard>(p => p.Add(c => c.Post, Post("published")).AddChildContent("<p>text</p>").Add(c => c.Footer, "<button>Hide</button>"));

        card.Find("[data-testid=post-author]").TextContent.ShouldBe("Jonas");
        card.Find("[data-testid=post-body]").TextContent.ShouldBe("text");
        card.Find(".fp-post-link").GetAttribute("href").ShouldBe("/forums/t/1#post-3");
        card.Find("article").GetAttribute("aria-label").ShouldBe("Post 3 by Jonas");
        card.Find(".fp-post-foot button").TextContent.ShouldBe("Hide");
        card.FindAll(".fp-post-notice").ShouldBeEmpty();
    }

    [Fact]
    public void A_hidden_post_without_a_name_or_a_reason_still_says_that_it_is_hidden() =>
        Render<PostCard>(p => p.Add(c => c.Post, Post("hidden")).AddChildContent("<p>text</p>")).Find(".fp-post-notice").TextContent.ShouldBe("Hidden");

    [Fact]
    public void A_placeholder_has_no_reason_no_name_and_nothing_to_press()
    {
        var card = Render<PostCard>(p => p.Add(c => c.Post, Post("hidden") with { HiddenBy = "Ana", HiddenReason = "off topic" }).Add(c => c.Footer, "<button>Hide</button>"));

        card.Find(".fp-post-gone").TextContent.ShouldBe("This post is hidden by the moderators.#3");
        card.Markup.ShouldNotContain("off topic");
        card.Markup.ShouldNotContain("Ana");
        card.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void An_accepted_answer_says_so_in_words() =>
        Render<PostCard>(p => p.Add(c => c.Post, Post("published") with { Accepted = true }).AddChildContent("x")).Find(".fp-status").TextContent.ShouldBe("Accepted answer");

    private static PostCardModel Post(string status) =>
        new(Guid.NewGuid(), 3, new PersonRef(Guid.NewGuid(), "Jonas", "human"), DateTimeOffset.UnixEpoch, "/forums/t/1#post-3", status);
}
