using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class SignalTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task Filters_and_what_is_selected_stand_in_the_address()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 2);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/signals");
        await member.Page.GetByLabel("Name begins with").FillAsync("forum.post");
        await member.Page.GetByLabel("Done by").SelectOptionAsync("Ola Nordin");
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "Filter", Exact = true }).Last.ClickAsync();
        await member.Page.WaitForURLAsync(new Regex(@"/signals\?name=forum\.post&actor=[0-9a-f-]{36}"));
        await member.Page.ReadyAsync();
        await member.Page.Mark("signal-row").Should().ToHaveCountAsync(3);

        await member.Page.Mark("signal-row").First.Locator("a").ClickAsync();
        await member.Page.Mark("inspector").GetByText("forum.post.created").First.Should().ToBeVisibleAsync();
        await member.Page.WaitForURLAsync(new Regex("&selected="));
        await member.Page.Mark("signal-replay").Should().ToHaveCountAsync(0);
        await member.Page.Mark("signal-replay-matching").Should().ToHaveCountAsync(0);
        await member.Page.ReloadAsync();
        await member.Page.ReadyAsync();

        await member.Page.Mark("signal-row").Should().ToHaveCountAsync(3);
        await member.Page.Mark("inspector").Should().ToBeVisibleAsync();
        await App.ReplyAsync(organization, thread.Id, "And one more.");
        await member.Page.Mark("new-items-pill").Should().ToHaveTextAsync("1 new");
        await member.Page.Mark("new-items-pill").ClickAsync();
        await member.Page.Mark("signal-row").Should().ToHaveCountAsync(4);
    }

    [Fact]
    public async Task A_replay_says_first_what_it_would_do_and_then_does_it()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var schema = organization.Tenant.Schema;
        await App.UntilAsync($"select count(*) from {schema}.signal_deliveries where status = 'done' and handler = 'forum.thread_counters'", "2");
        await App.AskAsync($"update {schema}.forum_threads set post_count = 40 where id = '{thread.Id}'");
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/signals?name=forum.post");
        await owner.Page.Mark("signal-row").First.Locator("a").ClickAsync();
        await owner.Page.Mark("signal-replay").ClickAsync();

        await owner.Page.Mark("replay-dry-run").ClickAsync();
        await owner.Page.Mark("dry-run-result").Should().ToContainTextAsync("forum.thread_counters");
        await owner.Page.Mark("dry-run-result").Should().ToContainTextAsync("would change 1 row of forum_threads");
        (await App.AskAsync($"select post_count from {schema}.forum_threads")).ShouldBe(["40"]);
        await owner.Page.Mark("replay-go").ClickAsync();
        await owner.Page.Mark("confirm-ok").ClickAsync();

        await owner.Page.GetByText(new Regex("Replaying 1 signal: \\d+ deliveries are in line\\.")).Should().ToBeVisibleAsync();
        await App.UntilAsync($"select post_count from {schema}.forum_threads", "2");
        await owner.Page.Mark("signal-deliveries").Locator("li[data-status=done]").Filter(new() { HasText = "forum.thread_counters" }).Should().ToHaveCountAsync(2);
        await owner.Page.Mark("inspector").GetByText("Own page").ClickAsync();
        await owner.Page.WaitForURLAsync(new Regex("/signals/[0-9a-f-]{36}$"));
        await owner.Page.ReadyAsync();
        await owner.Page.Mark("signal-deliveries").Locator("li[data-status=done]").Filter(new() { HasText = "forum.thread_counters" }).Should().ToHaveCountAsync(2);
    }
}
