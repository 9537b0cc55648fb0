using System.IO.Compression;
using FleetPrompt.Core.Operations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>What an organisation meets first, as docs/tour.md walks through it.</summary>
[Collection(AnotherRunningAppCollection.Name)]
public sealed class FirstHourTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task From_registration_to_the_first_rerun()
    {
        var visitor = await VisitorAsync();
        var page = visitor.Page;
        await page.GotoAsync("/register");
        await page.Mark("register-name").FillAsync("Nora Field");
        await page.Mark("register-email").FillAsync($"nora@{Guid.NewGuid():N}.test");
        await page.Mark("register-password").FillAsync(RunningApp.Password);
        await page.Mark("register-org").FillAsync("Lighthouse");
        await page.Mark("register-submit").ClickAsync();
        await page.WaitForURLAsync("**/dashboard");
        await page.ReadyAsync();
        foreach (var step in GettingStarted.Steps) await Step(page, step, done: false).WaitForAsync();

        await Step(page, GettingStarted.Category, done: false).Locator("a").ClickAsync();
        await page.Mark("category-name").FillAsync("General");
        await page.Mark("category-submit").ClickAsync();
        await page.Mark("new-thread").ClickAsync();
        await page.Mark("thread-title").FillAsync("Hello");
        await page.Mark("thread-body").FillAsync("Is anybody there?");
        await page.Mark("thread-submit").ClickAsync();
        await page.WaitForURLAsync("**/forums/t/**");
        await page.ReadyAsync();
        await page.LockAsync("settled");
        await page.GoAsync("/timeline");
        await page.AuditItem("forum.thread.locked").WaitForAsync();

        await page.GoAsync("/dashboard");
        foreach (var step in GettingStarted.Steps.Except([GettingStarted.Rerun])) await Step(page, step, done: true).WaitForAsync();
        await page.Mark("drill-start").ClickAsync();
        await page.WaitForURLAsync("**/directives/*");
        await page.Locator("[data-testid=directive-row][data-status=failed]").WaitForAsync();
        var drill = page.Url;
        await page.GoAsync("/dashboard");
        await page.Mark("directive-watch").Locator("[data-status=failed]").GetByTestId("directive-rerun").ClickAsync();
        await page.ConfirmAsync("to see it done");
        await page.GetByText("All first steps are taken").WaitForAsync();
        await page.GetByText("Everything that was asked for is done").WaitForAsync();

        await page.GoAsync(new Uri(drill).AbsolutePath);
        await page.Locator("[data-testid=directive-row][data-status=succeeded]").WaitForAsync();
        foreach (var told in new[] { "directive.failed", "directive.rerun.requested", "directive.succeeded" }) await page.AuditItem(told).WaitForAsync();
    }

    [Fact]
    public async Task Who_joins_is_welcomed_until_they_have_read_it()
    {
        var organization = await App.OrganizationAsync();
        await App.UntilAsync($"select count(*) from {organization.Tenant.Schema}.notifications", "2");
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/dashboard");
        await member.Page.Mark("welcome").Should().ToContainTextAsync("Welcome to");
        await member.Page.Mark("getting-started").Should().ToHaveCountAsync(0);

        await member.Page.Mark("welcome-dismiss").ClickAsync();

        await member.Page.Mark("welcome").Should().ToHaveCountAsync(0);
        await member.GoAsync("/dashboard");
        await member.Page.Mark("welcome").Should().ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_owner_exports_and_downloads_and_others_do_not()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization, replies: 2);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/settings/data");
        await owner.Page.Mark("export-submit").ClickAsync();
        var file = await owner.Page.RunAndWaitForDownloadAsync(() => owner.Page.Mark("export-download").ClickAsync());

        file.SuggestedFilename.ShouldStartWith(organization.Tenant.Slug);
        using (var archive = await ZipFile.OpenReadAsync(await file.PathAsync(), TestContext.Current.CancellationToken)) archive.Entries.Select(e => e.Name).ShouldContain("forum_posts.ndjson");
        await owner.GoAsync("/timeline?name=org.export");
        await owner.Page.AuditItem("org.export.downloaded").WaitForAsync();

        var path = (await owner.Page.Context.APIRequest.GetAsync("/settings/data")).Url;
        var admin = await VisitorAsync(organization.Admin);
        await admin.GoAsync("/settings/data");
        await admin.Page.Mark("export-submit").Should().ToHaveCountAsync(0);
        var id = (await App.AskAsync($"select id from {organization.Tenant.Schema}.exports")).ShouldHaveSingleItem();
        (await admin.Context.APIRequest.GetAsync($"{path}/exports/{id}")).Status.ShouldBe(403);
        var stranger = await VisitorAsync("owner@acme.test");
        (await stranger.Context.APIRequest.GetAsync($"{path}/exports/{id}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Retention_is_for_owners_to_change()
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/settings/data");
        await owner.Page.Mark("retention-days").FillAsync("3");
        await owner.Page.Mark("retention-submit").ClickAsync();
        await owner.Page.Locator("#days-error").Should().ToContainTextAsync("7 to 3650 days");
        await owner.Page.Mark("retention-days").FillAsync("90");
        await owner.Page.Mark("retention-submit").ClickAsync();

        await owner.Page.Mark("flash").Should().ToContainTextAsync("90 days");
        (await App.AskAsync($"select signal_retention_days from public.organizations where slug = '{organization.Tenant.Slug}'")).ShouldBe(["90"]);
    }

    [Fact]
    public async Task Admin_shows_owners_their_own_organisation_and_operators_all()
    {
        var organization = await App.OrganizationAsync();
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync("/admin");
        await owner.Page.Mark("tenant-row").Should().ToHaveCountAsync(1);
        await owner.Page.Mark("reconcile-now").Should().ToHaveCountAsync(0);
        await owner.Page.Locator("[data-testid=scheduler][data-name=calendar][data-status=running]").WaitForAsync();
        await owner.Page.Locator("[data-testid=runner-row][data-state=alive]").First.WaitForAsync();
        (await member.GoAsync("/admin")).Status.ShouldBe(403);
        await member.Page.Mark("error-message").Should().ToContainTextAsync("operators of the platform");
        await member.Page.Mark("tenant-row").Should().ToHaveCountAsync(0);
        foreach (var old in new[] { "/admin/ui", "/admin/tenant" }) new Uri((await owner.GoAsync(old)).Url).AbsolutePath.ShouldBe("/admin");

        await App.MakeOperatorAsync(organization.Member);
        await member.GoAsync("/admin");

        await member.Page.Mark("tenant-row").Nth(2).WaitForAsync();
        await member.Page.Mark("reconcile-now").ClickAsync();
        await member.Page.Mark("reconcile-run").Should().ToContainTextAsync("looked at");
    }

    private static ILocator Step(IPage page, string step, bool done) => page.Locator($"[data-testid=first-step][data-step={step}][data-done={(done ? "true" : "false")}]");
}
