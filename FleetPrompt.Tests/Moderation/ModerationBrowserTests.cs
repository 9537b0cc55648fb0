using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Moderation;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class ModerationBrowserTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_flags_a_post_with_and_without_script(bool script)
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var member = await VisitorAsync(organization.Member, script: script);

        if (script) await member.GoAsync(thread.Path);
        else await member.Page.GotoAsync(thread.Path);
        await member.Page.Post(2).GetByTestId("post-flag").ClickAsync();
        await member.Page.Mark("flag-reason-off_topic").CheckAsync();
        await member.Page.Mark("flag-note").FillAsync("This is about boats.");
        await member.Page.Mark("flag-submit").ClickAsync();

        await member.Page.Mark("flash").Should().ToContainTextAsync("The moderators will look at it");
        await App.UntilAsync($"select reason || ' ' || status || ' ' || notes from {organization.Tenant.Schema}.moderation_flags where item_id is not null", "off_topic open This is about boats.");
        await member.Page.GotoAsync(new Uri(new Uri(member.Page.Url), await member.Page.Post(2).GetByTestId("post-flag").GetAttributeAsync("href")).ToString());
        await member.Page.GetByText("You have flagged this post already").Should().ToBeVisibleAsync();
        (await member.GoAsync("/moderation")).Status.ShouldBe(403);
        await member.Page.Mark("error-message").Should().ToContainTextAsync($"Only an owner or an admin of {organization.Name} can moderate.");
    }

    [Fact]
    public async Task Two_moderators_see_each_others_arrivals_claims_and_decisions()
    {
        var (organization, posts) = await WithFlagsAsync(1);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        await owner.GoAsync("/moderation");
        await admin.GoAsync("/moderation");
        await Items(admin).Should().ToHaveCountAsync(1);

        await FlagAsync(organization, await App.ReplyAsync(organization, posts[0].ThreadId, "Flagged while they look."));
        await Items(owner).Should().ToHaveCountAsync(2);
        await Items(admin).Should().ToHaveCountAsync(2);

        await Items(owner).First.Locator("a").ClickAsync();
        await Items(admin).First.GetByTestId("queue-claimed-by").Should().ToHaveTextAsync("Ola Nordin");
        await Items(admin).First.Should().ToHaveAttributeAsync("data-status", "claimed");

        await Items(owner).First.GetByTestId("queue-hide").ClickAsync();
        await Items(admin).Should().ToHaveCountAsync(1);
        await Items(owner).Should().ToHaveCountAsync(1);
        await App.UntilAsync($"select status from {organization.Tenant.Schema}.forum_posts where id = '{posts[0].PostId}'", "hidden");
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_is_told_that_the_other_was_first()
    {
        var (organization, _) = await WithFlagsAsync(1);
        var schema = organization.Tenant.Schema;
        var moderators = new[] { await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin) };
        foreach (var moderator in moderators)
        {
            await moderator.GoAsync("/moderation");
            await Items(moderator).First.Locator("a").ClickAsync();
            await moderator.Page.Mark("item-claim").WaitForAsync();
        }

        await using (await App.HoldAsync($"select id from {schema}.moderation_items for update"))
        {
            foreach (var moderator in moderators) await moderator.Page.Mark("decide-hide").ClickAsync();
            await App.UntilAsync($"select count(*)::text from {schema}.directives where name = 'forum.moderation.decide'", "2");
        }

        async Task<int> ToldAsync() => await moderators[0].Page.Mark("error-message").CountAsync() + await moderators[1].Page.Mark("error-message").CountAsync();
        await Until.ItIsAsync(ToldAsync, 1);
        var second = await moderators[0].Page.Mark("error-message").CountAsync() == 1 ? moderators[0] : moderators[1];
        await second.Page.Mark("error-message").Should().ToContainTextAsync("Somebody else has decided on this post since your page showed it. Nothing of yours was done");
        await App.UntilAsync($"select count(*)::text from {schema}.moderation_decisions", "1");
    }

    [Fact]
    public async Task Undoing_brings_the_post_back_and_its_author_is_told()
    {
        var (organization, posts) = await WithFlagsAsync(1);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        await owner.GoAsync("/moderation");
        await admin.GoAsync("/moderation");
        await Items(admin).First.GetByTestId("queue-hide").ClickAsync();
        await Items(owner).Should().ToHaveCountAsync(0);
        await owner.Page.GetByText("Nothing to do").Should().ToBeVisibleAsync();
        await owner.GoAsync("/dashboard");
        await owner.Page.Mark("moderation-notice").Should().ToContainTextAsync("A moderator has hidden your post.");

        await admin.Page.Mark("queue-undo").ClickAsync();

        await Items(admin).Should().ToHaveCountAsync(1);
        (await App.AskAsync($"select status from {organization.Tenant.Schema}.forum_posts where id = '{posts[0].PostId}'"))[0].ShouldBe("published");
        await owner.GoAsync("/dashboard");
        await owner.Page.Mark("moderation-notice").Should().ToHaveAttributeAsync("data-undone", "true");
        await owner.Page.Mark("notice-read").ClickAsync();
        await owner.Page.Mark("moderation-notice").Should().ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Ten_posts_are_decided_by_keyboard_alone()
    {
        var (organization, _) = await WithFlagsAsync(10);
        var admin = await VisitorAsync(organization.Admin);
        await admin.GoAsync("/moderation");
        await Items(admin).Should().ToHaveCountAsync(10);

        await admin.Page.Keyboard.PressAsync("j");
        for (var left = 10; left > 0; left--)
        {
            await admin.Page.Locator(".is-selected").Should().ToHaveCountAsync(1);
            await admin.Page.Mark("decide-hide").Should().ToBeEnabledAsync();
            await admin.Page.Keyboard.PressAsync(left % 2 == 0 ? "a" : "x");
            await Items(admin).Should().ToHaveCountAsync(left - 1);
        }

        await admin.Page.Keyboard.PressAsync("z");
        await Items(admin).Should().ToHaveCountAsync(1);
        (await App.AskAsync($"select count(*)::text from {organization.Tenant.Schema}.moderation_decisions where undone_at is null"))[0].ShouldBe("9");
    }

    [Fact]
    public async Task Several_posts_are_decided_at_once_and_the_address_keeps_filters_and_the_chosen_post()
    {
        var (organization, _) = await WithFlagsAsync(3);
        var admin = await VisitorAsync(organization.Admin);
        await admin.GoAsync("/moderation?reason=spam");
        await Items(admin).Nth(1).Locator("a").ClickAsync();
        var open = await admin.Page.Mark("queue-open").GetAttributeAsync("data-id");
        await admin.Page.WaitForURLAsync($"**/moderation?reason=spam&item={open}");

        await admin.GoAsync(new Uri(admin.Page.Url).PathAndQuery);
        await admin.Page.Mark("queue-open").Should().ToHaveAttributeAsync("data-id", open!);
        await Items(admin).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Items(admin).Nth(2).GetByRole(AriaRole.Checkbox).CheckAsync();
        await admin.Page.Mark("bulk-approve").ClickAsync();

        await Items(admin).Should().ToHaveCountAsync(1);
        await Items(admin).First.Should().ToHaveAttributeAsync("data-id", open!);
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Phone")]
    public async Task Pages_of_moderation_have_no_serious_fault_and_fit(string look)
    {
        var theme = Enum.Parse<Look>(look);
        var (organization, posts) = await WithFlagsAsync(2);
        var (admin, member) = (await VisitorAsync(organization.Admin, theme), await VisitorAsync(organization.Member, theme));
        var faults = new List<string>();
        foreach (var (visitor, path) in new[] { (admin, "/moderation"), (admin, "/moderation/insights"), (admin, "/settings/moderation"), (member, $"/forums/p/{posts[0].PostId}/flag"), (member, "/moderation") })
        {
            await visitor.GoAsync(path);
            if (path == "/moderation" && visitor == admin)
            {
                await Items(admin).First.Locator("a").ClickAsync();
                await admin.Page.Mark("queue-open").WaitForAsync();
            }

            faults.AddRange(await visitor.Page.FaultsAsync(AccessibilityTests.RulesOf(theme)));
            if (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")) faults.Add($"{path} scrolls sideways");
        }

        faults.ShouldBeEmpty();
    }

    private static ILocator Items(Visitor visitor) => visitor.Page.Mark("queue-item");

    /// <summary>An organisation in which a member has flagged posts of the owner.</summary>
    private async Task<(TestOrganization Organization, List<PostPlace> Posts)> WithFlagsAsync(int count)
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var posts = new List<PostPlace>();
        for (var n = 0; n < count; n++) 
        {
            var author = n % 2 == 0 ? organization.OwnerId : await IdOfAsync(organization.Admin); // nobody posts ten times a minute
            posts.Add(RunningApp.Must(await App.Services.GetRequiredService<ForumWriting>().ReplyAsync(Act(organization, author), new NewReply(thread.Id, $"Flagged post number {n + 1}, with words of its own.", Guid.NewGuid()), TestContext.Current.CancellationToken)));
        }

        foreach (var post in posts) await FlagAsync(organization, post);
        await App.UntilAsync($"select count(*)::text from {organization.Tenant.Schema}.moderation_items", $"{count}");
        return (organization, posts);
    }

    private async Task FlagAsync(TestOrganization organization, PostPlace post)
    {
        var member = await IdOfAsync(organization.Member);
        RunningApp.Must(await App.Services.GetRequiredService<Flagging>().FlagAsync(Act(organization, member), new NewFlag(post.PostId, FlagReason.Spam, null, Guid.NewGuid()), TestContext.Current.CancellationToken));
    }

    private async Task<Guid> IdOfAsync(string email) => Guid.Parse((await App.AskAsync($"select id::text from users where email = '{email}'"))[0]);

    private static OperationContext Act(TestOrganization organization, Guid person) => OperationContext.New(organization.Tenant, Actor.User(person), Sources.Web);
}
