using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class NoticeTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_in_view_is_read_and_the_list_leads_on_from_there(bool script)
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var member = await VisitorAsync(organization.Member, script: script);
        var read = member.Page.WaitForResponseAsync(r => r.Url.Contains("/forums/reading/", StringComparison.Ordinal));
        await member.Page.GotoAsync(thread.Path);
        (await read).Status.ShouldBe(204);
        await App.UntilAsync($"select max(last_read_number) from {organization.Tenant.Schema}.forum_thread_users u join public.users p on p.id = u.user_id and p.email = '{organization.Member}'", "2");
        await App.ReplyAsync(organization, thread.Id, "The third.");

        await member.Page.GotoAsync("/forums?tab=unread");
        await member.Page.Mark("unread-count").Should().ToHaveTextAsync("1 new");
        await member.Page.Mark("thread-item").Locator("a").First.ClickAsync();
        await member.Page.WaitForURLAsync("**#post-3");
        await member.Page.Mark("new-since").Should().ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_bell_counts_what_happens_while_a_page_is_open_and_its_page_tells_it()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/notifications");
        await owner.Page.Mark("bell-count").Should().ToBeHiddenAsync();
        var other = await App.JoinAsync(organization.Tenant, "Noor Haas", $"noor@{organization.Tenant.Slug}.test", "member");

        await App.ReplyAsync(organization with { OwnerId = other }, thread.Id, "Nobody asked, but here it is.");

        await owner.Page.Mark("bell-count").Should().ToHaveTextAsync("1");
        await owner.GoAsync("/notifications");
        await owner.Page.Mark("notification").Should().ToContainTextAsync("Noor Haas replied #2");
        await owner.Page.Mark("notifications-read-all").ClickAsync();
        await owner.Page.Mark("bell-count").Should().ToBeHiddenAsync();
    }
}
