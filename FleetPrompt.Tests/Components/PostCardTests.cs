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

    private static PostCardModel Post(string status) =>
        new(Guid.NewGuid(), 3, new PersonRef(Guid.NewGuid(), "Jonas", "human"), DateTimeOffset.UnixEpoch, "/forums/t/1#post-3", status);
}
