using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class MarketplaceTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task An_owner_installs_a_package_step_by_step_and_sees_it_become_installed()
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner);
        var page = owner.Page;
        await owner.GoAsync("/marketplace?q=starter");
        await page.Mark("package-card").Should().ToHaveCountAsync(1);
        await page.Mark("package-card").Locator("a").First.ClickAsync();
        await page.Mark("package-install").ClickAsync();

        await page.Mark("install-version").Should().ToHaveValueAsync("1.0.0");
        await page.Mark("install-next").ClickAsync();
        await page.Mark("install-next").ClickAsync();
        await page.GetByText("Grant the permissions to go on").Should().ToBeVisibleAsync();
        await page.Mark("install-grant").CheckAsync();
        await page.Mark("install-next").ClickAsync();
        await page.Locator("[data-field=tone] select").SelectOptionAsync("friendly");
        await page.Mark("install-next").ClickAsync();
        page.Url.ShouldContain("c.tone=friendly");
        await page.GetByText("friendly").Should().ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.Locator("[data-field=tone] select").Should().ToHaveValueAsync("friendly");
        await page.GoForwardAsync();
        await page.Mark("install-confirm").ClickAsync();

        await page.WaitForURLAsync("**/installations/*");
        await page.Mark("installation-status").Should().ToHaveAttributeAsync("data-status", "installed");
        await page.Mark("provision").Should().ToHaveCountAsync(3);
        (await page.Mark("provision").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.kind + ' ' + r.dataset.state)")).Distinct().ShouldBe(["agent provisioned"]);
        await owner.GoAsync("/agents");
        await page.Mark("agent-row").Should().ToHaveCountAsync(3);
        (await page.Mark("agent-row").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.status)")).Distinct().ShouldBe(["draft"]);
        await owner.GoAsync("/timeline");
        foreach (var name in new[] { "package.install.requested", "package.install.started", "package.install.completed" }) await page.AuditItem(name).First.Should().ToBeVisibleAsync();
        (await App.AskAsync($"select config ->> 'tone' from {organization.Tenant.Schema}.package_installations")).ShouldBe(["friendly"]);
    }

    [Fact]
    public async Task A_member_sees_why_there_is_no_installing()
    {
        var organization = await App.OrganizationAsync();
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/marketplace/starter-agents");

        await member.Page.Mark("package-install").Should().ToBeDisabledAsync();
        await member.Page.Locator("#why-not").Should().ToHaveTextAsync($"Only an owner or an admin of {organization.Name} can install packages. Ask one of them.");
        (await member.GoAsync("/marketplace/starter-agents/install?step=review&granted=1")).Status.ShouldBe(403);
        await member.Page.Mark("install-confirm").Should().ToHaveCountAsync(0);
        await member.GoAsync("/marketplace/forum_faq_agent");
        await member.Page.Locator("#why-not").Should().ToHaveTextAsync("It is coming, and cannot be installed yet.");
        (await member.GoAsync("/marketplace/no-such-package")).Status.ShouldBe(404);
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.package_installations")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task The_same_request_sent_twice_at_once_is_one_installation()
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner);
        const string Review = "/marketplace/field-service/install?step=review&version=1.0.0&granted=1";
        await owner.GoAsync(Review);
        var form = await owner.Page.FormOfAsync("install-confirm");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => owner.PostAsync(Review, form)));

        foreach (var answer in answers) answer.Status.ShouldBe(302, await answer.TextAsync());
        answers.Select(a => a.Headers["location"]).Distinct().ShouldHaveSingleItem();
        await App.UntilAsync($"select status from {organization.Tenant.Schema}.package_installations", "installed");
        var late = await owner.PostAsync(Review, form);
        (late.Status, late.Headers.GetValueOrDefault("location")).ShouldBe((302, answers[0].Headers["location"]));
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.directives where name = 'package.install'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task An_upgrade_that_asks_for_more_waits_for_approval_and_keeps_what_was_edited()
    {
        var organization = await App.OrganizationAsync();
        var installation = await InstalledAsync(organization, "sales-automation", "1.0.0", "agents.create");
        var owner = await VisitorAsync(organization.Owner);
        var page = owner.Page;
        await owner.GoAsync("/agents");
        await page.Mark("agent-row").Locator("a").First.ClickAsync();
        await page.Mark("agent-instructions").FillAsync("Judge kindly.");
        await page.Mark("agent-submit").ClickAsync();
        await page.Mark("flash").Should().ToContainTextAsync("The agent is yours now");

        await owner.GoAsync($"/installations/{installation}");
        await page.Mark("upgrade-available").Should().ToContainTextAsync("Version 1.1.0 is available and asks for more permissions.");
        await page.Mark("upgrade-available").Locator("a").ClickAsync();
        await page.Mark("upgrade-asks").Should().ToContainTextAsync("Use the 2 skills that this package brings");
        await page.Mark("upgrade-submit").ClickAsync();
        await page.Mark("upgrade-pending").Should().ToContainTextAsync("The upgrade to 1.1.0 was asked for and waits for approval.");
        (await App.AskAsync($"select version, pending_version from {organization.Tenant.Schema}.package_installations")).ShouldBe(["1.0.0|1.1.0"]);
        await page.Mark("upgrade-approve").CheckAsync();
        await page.Mark("upgrade-submit").ClickAsync();

        await page.GetByText("version 1.1.0 in").Should().ToBeVisibleAsync();
        await page.Mark("installation-status").Should().ToHaveAttributeAsync("data-status", "installed");
        await page.Locator("[data-testid=provision][data-key=lead_qualifier]").Should().ToContainTextAsync("Edited by people: kept");
        await page.Locator("[data-testid=provision][data-key=follow_up_writer]").Should().ToHaveAttributeAsync("data-state", "provisioned");

        await owner.GoAsync($"/installations/{installation}?tab=manage");
        await page.Mark("uninstall-ask").ClickAsync();
        await page.Mark("uninstall-submit").ClickAsync();
        await page.Mark("installation-status").Should().ToHaveAttributeAsync("data-status", "uninstalled");
        await owner.GoAsync("/agents");
        await page.Mark("agent-row").Should().ToHaveCountAsync(1);
        await page.Mark("agent-row").Should().ToContainTextAsync("the organisation's own");
    }

    [Fact]
    public async Task A_package_page_of_another_organisation_is_not_there()
    {
        var (first, second) = (await App.OrganizationAsync("Alder"), await App.OrganizationAsync("Birch"));
        var installation = await InstalledAsync(first, "starter-agents", "1.0.0", "agents.create", "skills.use");
        var owner = await VisitorAsync(second.Owner);

        (await owner.GoAsync($"/installations/{installation}")).Status.ShouldBe(404);
        await owner.GoAsync("/marketplace?state=installed");
        await owner.Page.Mark("package-card").Should().ToHaveCountAsync(0);
        var agent = (await App.AskAsync($"select id from {first.Tenant.Schema}.agents limit 1"))[0];
        (await owner.GoAsync($"/agents/{agent}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_hostile_review_stays_text()
    {
        const string Hostile = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script> [a](javascript:alert(1)) \u202egnp.exe";
        var (organization, other) = (await App.OrganizationAsync(), await App.OrganizationAsync());
        await InstalledAsync(organization, "field-service", "1.0.0", "agents.create", "skills.use");
        var (member, reader) = (await VisitorAsync(organization.Member), await VisitorAsync(other.Owner));
        await member.GoAsync("/marketplace/field-service?tab=reviews");
        await member.Page.Mark("review-rating-2").CheckAsync();
        await member.Page.Mark("review-text").FillAsync(Hostile);
        await member.Page.Mark("review-submit").ClickAsync();
        await member.Page.Mark("flash").Should().ToContainTextAsync("Thank you");
        await member.Page.Mark("review-text").Should().ToHaveValueAsync(Hostile);

        await reader.GoAsync("/marketplace/field-service?tab=reviews");

        var row = reader.Page.Mark("review-row").Filter(new() { HasText = "Milan Costa" }).First;
        (await row.Locator(".fp-review-text").TextContentAsync()).ShouldBe(Hostile);
        foreach (var page in new[] { member.Page, reader.Page })
        {
            (await page.EvaluateAsync<bool>("() => window.pwned !== undefined")).ShouldBeFalse();
            await page.Locator("[data-testid=review-row] :is(img, script)").Should().ToHaveCountAsync(0);
        }

        await reader.Page.Mark("review-rating-5").CheckAsync();
        await reader.Page.Mark("review-submit").ClickAsync();
        await reader.Page.GetByText("Only members of organisations that have installed the package can review it.").First.Should().ToBeVisibleAsync();
        (await App.AskAsync("select review_count from public.packages where slug = 'field-service'")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Phone")]
    public async Task Pages_of_packages_and_agents_have_no_serious_fault_and_fit(string look)
    {
        var theme = Enum.Parse<Look>(look);
        var organization = await App.OrganizationAsync();
        var installation = await InstalledAsync(organization, "sales-automation", "1.0.0", "agents.create");
        var agent = (await App.AskAsync($"select id from {organization.Tenant.Schema}.agents"))[0];
        var owner = await VisitorAsync(organization.Owner, theme);
        var faults = new List<string>();
        string[] paths =
        [
            "/marketplace", "/marketplace?q=nothing-like-it", "/marketplace/starter-agents", .. new[] { "permissions", "versions", "reviews", "activity" }.Select(t => $"/marketplace/starter-agents?tab={t}"),
            .. new[] { "version", "permissions", "configuration", "review" }.Select(s => $"/marketplace/starter-agents/install?granted=1&step={s}"), "/marketplace/starter-agents/install?step=review",
            .. new[] { "overview", "configuration", "permissions", "activity", "manage" }.Select(t => $"/installations/{installation}?tab={t}"), "/agents", $"/agents/{agent}", "/skills", "/executions",
        ];
        foreach (var path in paths)
        {
            await owner.GoAsync(path);
            faults.AddRange(await owner.Page.FaultsAsync(AccessibilityTests.RulesOf(theme)));
            if (await owner.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")) faults.Add($"{path} scrolls sideways");
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>The package in the organisation, as the running application installed it.</summary>
    private async Task<Guid> InstalledAsync(TestOrganization organization, string slug, string version, params string[] granted)
    {
        await App.Services.GetRequiredService<PackageRegistry>().StartAsync(TestContext.Current.CancellationToken);
        var act = OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
        using var nothing = System.Text.Json.JsonDocument.Parse("{}");
        var asked = RunningApp.Must(await App.Services.GetRequiredService<Installations>().InstallAsync(act, slug, version, nothing.RootElement, granted, TestContext.Current.CancellationToken));
        await App.UntilAsync($"select status from {organization.Tenant.Schema}.package_installations where id = '{asked.InstallationId}'", "installed");
        return asked.InstallationId;
    }
}
