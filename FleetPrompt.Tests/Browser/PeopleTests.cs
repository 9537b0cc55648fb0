using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class PeopleTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task An_invitation_is_shown_once_and_makes_one_member()
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner);
        var email = $"noor@{organization.Tenant.Slug}.test";
        var link = await owner.InviteAsync(email, "admin");
        await owner.GoAsync("/settings/members");
        await owner.Page.Mark("invite-link").Should().ToHaveCountAsync(0);
        (await owner.Page.ContentAsync()).ShouldNotContain(link.Split('/')[^1]);
        await owner.Page.Mark("invitation-row").Should().ToContainTextAsync(email);

        var invited = await VisitorAsync();
        await invited.GoAsync(link);
        await invited.Page.GetByText($"This invitation is for {email}, as admin.").Should().ToBeVisibleAsync();
        await invited.Page.Mark("invite-name").FillAsync("Noor <b>Haas</b>");
        await invited.Page.Mark("invite-password").FillAsync(RunningApp.Password);
        await invited.Page.Mark("invite-accept").ClickAsync();

        await invited.Page.WaitForURLAsync("**/dashboard");
        await invited.Page.ReadyAsync();
        await invited.Page.Mark("flash").Should().ToHaveTextAsync($"Welcome to {organization.Name}.");
        await invited.Page.AuditItem("org.member.joined").Last.Should().ToContainTextAsync("Noor <b>Haas</b>");
        await owner.GoAsync("/settings/members");
        await owner.Page.Mark("invitation-row").Should().ToHaveCountAsync(0);
        await Row(owner.Page, "Noor <b>Haas</b>").Should().ToHaveAttributeAsync("data-role", "admin");
        var late = await VisitorAsync();
        (await late.GoAsync(link)).Status.ShouldBe(410);
        await late.Page.GetByText("This link does not work any more").Should().ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_is_removed_has_nothing_left_on_the_pages_that_are_open()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        var pages = new List<(IPage Page, Func<IPage, Task> Act)>();
        foreach (var (path, act) in new (string, Func<IPage, Task>)[]
        {
            (thread.Path, async page => { await page.Mark("thread-lock").ClickAsync(); await page.ConfirmAsync("still mine?"); }),
            ("/timeline", page => page.AuditItem("forum.thread.created").Locator("a").ClickAsync()),
            ("/signals", page => page.Mark("signal-row").First.Locator("a").ClickAsync()),
            (thread.Path, async page => { await page.Mark("reply-body").FillAsync("One last word."); await page.Mark("reply-submit").ClickAsync(); }),
        })
        {
            var page = await admin.Context.NewPageAsync();
            await page.GoAsync(path);
            pages.Add((page, act));
        }

        await owner.GoAsync("/settings/members");
        await Row(owner.Page, "Aiko Brandt").GetByTestId("member-manage").ClickAsync();
        await Row(owner.Page, "Aiko Brandt").GetByTestId("member-remove").ClickAsync();
        await owner.Page.Mark("flash").Should().ToHaveTextAsync("Aiko Brandt is not a member any more.");

        foreach (var (page, act) in pages)
        {
            await act(page);
            await page.GetByText("You cannot open this page").Should().ToBeVisibleAsync();
            (await page.ContentAsync()).ShouldNotContain("Moorings for the winter");
        }

        (await App.AskAsync($"select (select count(*) from {organization.Tenant.Schema}.directives) + (select count(*) from {organization.Tenant.Schema}.forum_posts)")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_new_role_counts_at_once_and_the_page_shows_it_at_the_next_click()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        await admin.GoAsync(thread.Path);
        await owner.GoAsync("/settings/members");
        await Row(owner.Page, "Aiko Brandt").GetByTestId("member-manage").ClickAsync();
        await Row(owner.Page, "Aiko Brandt").GetByTestId("member-role").SelectOptionAsync("member");
        await Row(owner.Page, "Aiko Brandt").GetByTestId("member-role-submit").ClickAsync();
        await owner.Page.Mark("flash").Should().ToHaveTextAsync("Aiko Brandt is member now.");

        await admin.Page.Mark("thread-lock").ClickAsync();
        await admin.Page.ConfirmAsync("still an admin?");

        await admin.Page.Mark("thread-lock").Should().ToHaveCountAsync(0);
        await admin.Page.ReadyAsync();
        await admin.Page.HasStatusAsync("open");
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.directives")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_new_name_is_everywhere_and_a_new_password_ends_other_sessions()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (owner, elsewhere) = (await VisitorAsync(organization.Owner), await VisitorAsync());
        await elsewhere.SignInAsync(organization.Owner);
        await owner.GoAsync("/settings/profile");
        await owner.Page.Mark("profile-name").FillAsync("Ola <i>Nordin</i>");
        await owner.Page.Mark("profile-submit").ClickAsync();
        await owner.Page.Mark("flash").Should().Not.ToBeEmptyAsync();
        await owner.GoAsync(thread.Path);
        await owner.Page.Post(1).Should().ToContainTextAsync("Ola <i>Nordin</i>");

        await owner.GoAsync("/settings/password");
        await owner.Page.Mark("password-current").FillAsync("not my password at all");
        await owner.Page.Mark("password-new").FillAsync("lantern quartz harbour");
        await owner.Page.Mark("password-submit").ClickAsync();
        await owner.Page.Locator("#current-error").Should().ToBeVisibleAsync();
        await owner.Page.Mark("password-current").FillAsync(RunningApp.Password);
        await owner.Page.Mark("password-new").FillAsync("lantern quartz harbour");
        await owner.Page.Mark("password-submit").ClickAsync();
        await owner.Page.Mark("flash").Should().ToContainTextAsync("Sessions on other devices have ended");

        await owner.GoAsync("/dashboard");
        await owner.Page.Mark("current-org").Should().ToHaveTextAsync(organization.Name);
        await elsewhere.GoAsync("/dashboard");
        elsewhere.Page.Url.ShouldContain("/login");
    }

    private static ILocator Row(IPage page, string name) => page.Mark("member-row").Filter(new() { HasText = name });
}

internal static class Inviting
{
    /// <summary>Invites somebody and gives the link, as it is shown once.</summary>
    public static async Task<string> InviteAsync(this Visitor visitor, string email, string role)
    {
        await visitor.GoAsync("/settings/members");
        await visitor.Page.Mark("invite-email").FillAsync(email);
        await visitor.Page.Mark("invite-role").SelectOptionAsync(role);
        await visitor.Page.Mark("invite-submit").ClickAsync();
        return await visitor.Page.Mark("invite-link").InputValueAsync();
    }
}
