using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class ThreadPageTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task A_long_thread_has_pages_and_a_new_reply_leads_to_the_last()
    {
        var member = await VisitorAsync("member@demo.test");
        await member.GoAsync("/forums");
        var row = member.Page.GetByText("One thing you wish you had known in week one");
        while (await row.CountAsync() == 0)
        {
            await member.Page.Mark("page-next").ClickAsync();
            await member.Page.WaitForLoadStateAsync();
        }

        await row.ClickAsync();
        await member.Page.ReadyAsync();
        await member.Page.Mark("post").Should().ToHaveCountAsync(20);
        await member.Page.Mark("page-next").ClickAsync();
        await member.Page.WaitForURLAsync("**?page=2");
        await member.Page.ReadyAsync();
        await member.Page.Mark("post").Should().ToHaveCountAsync(7);
        await member.Page.Post(21).Should().ToBeVisibleAsync();
        await member.Page.Mark("page-next").Should().ToHaveCountAsync(0);

        await member.Page.Mark("page-prev").ClickAsync();
        await member.Page.Post(1).WaitForAsync();
        await member.Page.ReadyAsync();
        await member.Page.Mark("reply-body").FillAsync("That one can ask.");
        await member.Page.Mark("reply-submit").ClickAsync();
        await member.Page.WaitForURLAsync("**?page=2#post-28");
        await member.Page.Post(28).Should().ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_reply_on_a_later_page_waits_behind_a_pill()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 9);
        var other = await App.JoinAsync(organization.Tenant, "Noor Haas", $"noor@{organization.Tenant.Slug}.test", "owner");
        for (var i = 0; i < 10; i++) await App.ReplyAsync(organization with { OwnerId = other }, thread.Id, $"More, {i}.");
        var (third, member) = (await App.JoinAsync(organization.Tenant, "Pia Lund", $"pia@{organization.Tenant.Slug}.test", "owner"), await VisitorAsync(organization.Member));
        await member.GoAsync(thread.Path);

        await App.ReplyAsync(organization with { OwnerId = third }, thread.Id, "The twenty-first.");

        await member.Page.Mark("new-items-pill").First.Should().ToHaveTextAsync("1 newer reply");
        await member.Page.Mark("new-items-pill").First.ClickAsync();
        await member.Page.Post(21).Should().ToContainTextAsync("The twenty-first.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/another-name")]
    public async Task An_address_with_another_name_moves_for_good(string end)
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);

        var answer = await member.Context.APIRequest.GetAsync($"/forums/t/{thread.Id}{end}", new() { MaxRedirects = 0 });

        answer.Status.ShouldBe(301);
        answer.Headers["location"].ShouldBe(thread.Path);
        await member.GoAsync($"/forums/t/{thread.Id}{end}");
        member.Page.Url.ShouldEndWith(thread.Path);
    }

    [Fact]
    public async Task Without_JavaScript_one_can_sign_in_read_start_a_thread_and_reply()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var member = await VisitorAsync(script: false);
        var page = member.Page;
        await page.GotoAsync(thread.Path);
        page.Url.ShouldContain("/login?returnUrl=");
        await page.Mark("login-email").FillAsync(organization.Member);
        await page.Mark("login-password").FillAsync(RunningApp.Password);
        await page.Mark("login-submit").ClickAsync();
        await page.WaitForURLAsync($"**{thread.Path}");

        await page.Post(2).Should().ToContainTextAsync("Reply number 2.");
        await page.AuditItem("forum.thread.created").Should().ToHaveCountAsync(1);
        await page.Mark("reply-body").FillAsync("Typed *without* a script.");
        await page.Mark("reply-submit").ClickAsync();
        await page.WaitForURLAsync("**#post-3");
        await page.Post(3).Locator("em").Should().ToHaveTextAsync("without");

        await page.GotoAsync($"/forums/c/{thread.CategorySlug}");
        await page.Mark("new-thread").ClickAsync();
        await page.Mark("thread-title").FillAsync("Plain forms");
        await page.Mark("thread-body").FillAsync("They work.");
        await page.Mark("thread-submit").ClickAsync();
        await page.Post(1).Should().ToContainTextAsync("They work.");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).Should().ToContainTextAsync("Plain forms");
    }
}
