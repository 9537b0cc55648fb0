using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class TimelineTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task Paused_it_holds_what_is_new_behind_a_pill_and_its_address_says_so()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/timeline");
        var before = await TimelineRow.AllAsync(owner.Page);

        await owner.Page.Mark("timeline-pause").ClickAsync();
        await owner.Page.Mark("live-status").Should().ToHaveAttributeAsync("data-state", "paused");
        await owner.Page.WaitForURLAsync("**/timeline?paused=1");
        await App.ReplyAsync(organization, thread.Id, "While you were away.");
        await owner.Page.Mark("new-items-pill").Should().ToHaveTextAsync("1 new");
        (await TimelineRow.AllAsync(owner.Page)).Select(r => r.Key).ShouldBe(before.Select(r => r.Key));

        await owner.Page.Mark("new-items-pill").ClickAsync();
        await owner.Page.Mark("audit-item").Should().ToHaveCountAsync(before.Count + 1);
        await owner.Page.Mark("live-status").Should().ToHaveAttributeAsync("data-state", "live");
        await owner.Page.WaitForURLAsync("**/timeline");

        await owner.GoAsync("/timeline?paused=1");
        await App.ReplyAsync(organization, thread.Id, "And again.");
        await owner.Page.Mark("new-items-pill").Should().ToHaveTextAsync("1 new");
        owner.Page.Url.ShouldEndWith("/timeline?paused=1");
    }

    [Fact]
    public async Task Filters_stand_in_the_address_and_survive_a_reload()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/timeline");

        await owner.Page.GetByPlaceholder("Name begins with").FillAsync("forum.post");
        await owner.Page.GetByLabel("Kind").SelectOptionAsync("signal");
        await owner.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await owner.Page.WaitForURLAsync(new Regex("name=forum.post&kind=signal"));
        await owner.Page.ReloadAsync();
        await owner.Page.ReadyAsync();

        (await TimelineRow.AllAsync(owner.Page)).ShouldAllBe(r => r.Name == "forum.post.created" && r.Kind == "signal");
        await owner.Page.GetByPlaceholder("Name begins with").Should().ToHaveValueAsync("forum.post");
        await owner.Page.GetByLabel("Kind").Should().ToHaveValueAsync("signal");
        await owner.GoAsync("/timeline?name=nothing.like.it");
        await owner.Page.Locator("#main").GetByText("No match").Should().ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_selected_row_tells_its_payload_and_leads_to_its_chain()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/timeline");

        await owner.Page.AuditItem("forum.thread.created").Locator("a").ClickAsync();
        var inspector = owner.Page.Mark("inspector");
        await inspector.GetByLabel("Payload").Should().ToContainTextAsync($"\"thread_id\": \"{thread.Id}\"");
        await inspector.GetByText("forum.post.created").Should().ToBeVisibleAsync();
        await owner.Page.WaitForURLAsync(new Regex("/timeline\\?selected=signal%3A"));
        await owner.Page.ReloadAsync();
        await owner.Page.ReadyAsync();
        await inspector.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Whole chain" }).ClickAsync();

        await owner.Page.WaitForURLAsync("**/timeline/c/*");
        await owner.Page.ReadyAsync();
        var chain = await TimelineRow.AllAsync(owner.Page);
        chain.Select(r => r.Name).Where(n => n.StartsWith("forum.", StringComparison.Ordinal)).ShouldBe(["forum.thread.created", "forum.post.created"]);
        owner.Page.Url.ShouldEndWith(chain[0].Correlation);
    }

    [Fact]
    public async Task Members_see_that_a_directive_ran_but_not_its_payload()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync(thread.Path);
        await owner.Page.LockAsync("between us moderators");
        await member.GoAsync("/timeline");

        await member.Page.AuditItem("forum.thread.lock").Locator("a").ClickAsync();

        var inspector = member.Page.Mark("inspector");
        await inspector.Should().ToContainTextAsync("Ola Nordin");
        await inspector.GetByText("Owners and admins see the payload.").Should().ToBeVisibleAsync();
        (await member.Page.ContentAsync()).ShouldNotContain("between us moderators");
        await owner.GoAsync(new Uri(member.Page.Url).PathAndQuery);
        await owner.Page.GetByLabel("Payload").Should().ToContainTextAsync("between us moderators");
    }
}
