using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class ModerationTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task A_lock_can_be_taken_back_and_replies_are_welcome_again()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var admin = await VisitorAsync(organization.Admin);
        await admin.GoAsync(thread.Path);

        await admin.Page.LockAsync("enough said");
        await admin.GoAsync(thread.Path);
        await admin.Page.Mark("reply-body").Should().ToHaveCountAsync(0);
        await admin.Page.GetByText("Aiko Brandt locked it: enough said").Should().ToBeVisibleAsync();
        await admin.Page.Mark("thread-unlock").ClickAsync();
        await admin.Page.HasStatusAsync("open");

        await admin.GoAsync(thread.Path);
        await admin.Page.ReplyAsync("One more thing.");
        await admin.Page.Post(2).Should().ToContainTextAsync("One more thing.");
    }

    [Fact]
    public async Task A_deleted_post_is_gone_for_members_and_kept_for_moderators()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync(thread.Path);
        await member.GoAsync(thread.Path);

        await owner.Page.Post(2).GetByTestId("post-delete").ClickAsync();
        await owner.Page.ConfirmAsync("posted twice");

        await member.Page.Post(2).Should().ToContainTextAsync("This post was removed.");
        (await member.Page.ContentAsync()).ShouldNotContain("Reply number 2.");
        await owner.Page.Post(2).Should().ToHaveAttributeAsync("data-status", "deleted");
        await owner.Page.Post(2).Should().ToContainTextAsync("Reply number 2.");
        await owner.Page.Post(2).GetByTestId("post-delete").Should().ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_hidden_post_can_be_shown_again()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync(thread.Path);
        await member.GoAsync(thread.Path);

        await owner.Page.Post(2).GetByTestId("post-hide").ClickAsync();
        await owner.Page.ConfirmAsync("unclear");
        await member.Page.Post(2).Should().ToHaveAttributeAsync("data-status", "hidden");
        await owner.Page.Post(2).GetByTestId("post-unhide").ClickAsync();

        await member.Page.Post(2).Should().ToContainTextAsync("Reply number 2.");
        await owner.Page.AuditItem("forum.post.unhidden").Should().ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_decision_on_a_page_that_is_out_of_date_changes_nothing_and_is_told()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        await owner.GoAsync(thread.Path);
        await admin.GoAsync(thread.Path);
        await admin.Page.Mark("thread-lock").ClickAsync();
        await admin.Page.Mark("reason-input").FillAsync("mine");

        await owner.Page.LockAsync("hers");
        await admin.Page.HasStatusAsync("locked");
        await owner.Page.Mark("thread-unlock").ClickAsync();
        await admin.Page.HasStatusAsync("open");
        await admin.Page.Mark("confirm-ok").ClickAsync();

        await admin.Page.Mark("error-message").Should().ToContainTextAsync("changed since your page showed it");
        await admin.Page.HasStatusAsync("open");
        await admin.Page.AuditItem("forum.thread.locked").Should().ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Hiding_a_post_that_another_has_hidden_says_so()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        await owner.GoAsync(thread.Path);
        await admin.GoAsync(thread.Path);
        await admin.Page.Post(2).GetByTestId("post-delete").ClickAsync();

        await owner.Page.Post(2).GetByTestId("post-hide").ClickAsync();
        await owner.Page.ConfirmAsync("first");
        await admin.Page.Post(2).Should().ToHaveAttributeAsync("data-status", "hidden");
        await admin.Page.ConfirmAsync("second");

        await admin.Page.Mark("error-message").Should().ToContainTextAsync("Post #2 had changed since your page showed it (it is hidden now)");
        await owner.Page.Post(2).Should().ToHaveAttributeAsync("data-status", "hidden");
    }

    [Fact]
    public async Task Members_see_no_buttons_of_moderators_and_are_told_who_makes_categories()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var member = await VisitorAsync(organization.Member);

        await member.GoAsync(thread.Path);
        foreach (var mark in new[] { "thread-lock", "thread-unlock", "post-hide", "post-unhide", "post-delete" })
            await member.Page.Mark(mark).Should().ToHaveCountAsync(0);
        (await member.GoAsync("/forums/categories/new")).Status.ShouldBe(403);
        await member.Page.Mark("error-message").Should().ToContainTextAsync($"Only an owner or an admin of {organization.Name} can.");
        await member.Page.Mark("category-name").Should().ToHaveCountAsync(0);
    }
}
