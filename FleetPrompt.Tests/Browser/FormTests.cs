using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class FormTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task The_same_form_sent_twice_at_once_is_one_post()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FillAsync("Said once.");
        var form = await member.Page.FormOfAsync("reply-body");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => member.PostAsync(thread.Path, form)));

        answers.Select(a => (a.Status, new Uri(a.Headers["location"]).PathAndQuery + new Uri(a.Headers["location"]).Fragment)).Distinct().ShouldBe([(302, $"{thread.Path}#post-2")]);
        await member.GoAsync(thread.Path);
        await member.Page.Mark("post").Should().ToHaveCountAsync(2);
        await member.Page.AuditItem("forum.post.created").Should().ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_thread_form_sent_twice_at_once_is_one_thread()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/forums/new");
        await member.Page.Mark("thread-title").FillAsync("Said once");
        await member.Page.Mark("thread-body").FillAsync("Only once.");
        var form = await member.Page.FormOfAsync("thread-body");

        var answers = await Task.WhenAll(member.PostAsync("/forums/new", form), member.PostAsync("/forums/new", form));

        answers.Select(a => a.Headers["location"]).Distinct().Count().ShouldBe(1);
        await member.GoAsync("/forums");
        await member.Page.Mark("thread-item").Should().ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_fills_in_a_field_that_nobody_sees_is_refused_with_its_text_kept()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FillAsync("Written by a program.");
        await member.Page.Locator("[name=fp-website]").EvaluateAsync("field => { field.value = 'https://casino.example'; }");

        var refused = await member.Page.RunAndWaitForResponseAsync(() => member.Page.Mark("reply-submit").ClickAsync(), r => r.Request.Method == "POST");

        refused.Status.ShouldBe(422);
        await member.Page.Mark("reply-body").Should().ToHaveValueAsync("Written by a program.");
        await member.Page.Mark("reply-submit").ClickAsync();
        await member.Page.Post(2).Should().ToContainTextAsync("Written by a program.");
    }

    [Fact]
    public async Task A_form_of_another_organisation_is_refused_with_its_text_kept()
    {
        var (first, second) = (await App.OrganizationAsync("Alder"), await App.OrganizationAsync("Birch"));
        var thread = await App.ThreadAsync(first);
        await App.ThreadAsync(second);
        await App.JoinAsync(second.Tenant, "", first.Owner, "owner");
        var owner = await VisitorAsync(first.Owner);
        await owner.GoAsync("/forums/new");
        await owner.Page.Mark("thread-title").FillAsync("Meant for the first");
        await owner.Page.Mark("thread-body").FillAsync("Not for the others' eyes.");

        var tab = await owner.Context.NewPageAsync();
        await tab.GoAsync("/dashboard");
        await tab.Mark("org-switcher").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Label = second.Name });
        await tab.Mark("current-org").Should().ToHaveTextAsync(second.Name);
        var refused = await owner.Page.RunAndWaitForResponseAsync(() => owner.Page.Mark("thread-submit").ClickAsync(), r => r.Request.Method == "POST");

        refused.Status.ShouldBe(409);
        await owner.Page.Mark("error-message").Should().ToContainTextAsync("switched to another organisation");
        await owner.Page.Mark("thread-body").Should().ToHaveValueAsync("Not for the others' eyes.");
        await owner.Page.Mark("thread-title").Should().ToHaveValueAsync("Meant for the first");
        await owner.GoAsync("/forums");
        await owner.Page.Mark("thread-item").Should().ToHaveCountAsync(1);
        (await owner.GoAsync(thread.Path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_locked_thread_refuses_a_reply_that_was_being_written_and_keeps_it()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FillAsync("Wait for me!");
        await owner.GoAsync(thread.Path);
        await owner.Page.LockAsync("late");

        var refused = await member.Page.RunAndWaitForResponseAsync(() => member.Page.Mark("reply-submit").ClickAsync(), r => r.Request.Method == "POST");

        refused.Status.ShouldBe(409);
        await member.Page.Locator("#reply-form").GetByTestId("error-message").Should().ToContainTextAsync("This thread is locked");
        await member.Page.Mark("reply-body").Should().ToHaveValueAsync("Wait for me!");
    }

    [Fact]
    public async Task What_no_text_can_hold_is_refused_and_no_fault_of_ours()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync(thread.Path);
        var form = await member.Page.FormOfAsync("reply-body");
        form["Body"] = "before\0after";

        (await member.PostAsync(thread.Path, form)).Status.ShouldBe(400);
        foreach (var path in new[] { "/timeline?name=%00", "/timeline?kind=%00&status=%00&selected=%00", "/forums?tab=%00&page=-1", "/login?returnUrl=%00" })
            (await member.Context.APIRequest.GetAsync(path)).Status.ShouldBe(400, path);
        foreach (var path in new[] { $"{thread.Path}?page=999999999", "/forums?page=2147483647", "/forums?page=x", "/timeline?actor=x", "/timeline?selected=x", "/timeline?name=%25_%27" })
            (await member.Context.APIRequest.GetAsync(path)).Status.ShouldBe(200, path);
    }
}
