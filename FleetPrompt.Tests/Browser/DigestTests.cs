using System.Text.RegularExpressions;
using FleetPrompt.Tests.Faults;
using FleetPrompt.Tests.Given;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>The Mattermost digest as people meet it, with a Mattermost that it posts to.</summary>
[Collection(DigestAppCollection.Name)]
public sealed class DigestTests(DigestApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task From_the_marketplace_to_a_message_that_arrives_once_with_its_chain_on_the_timeline()
    {
        var organization = await App.OrganizationAsync();
        var page = (await VisitorAsync(organization.Owner)).Page;
        await page.GoAsync("/marketplace");
        await page.Locator("[data-testid=package-card][data-slug=mattermost_daily_ops_digest] a").ClickAsync();
        await page.Mark("package-install").ClickAsync();
        await page.Mark("install-version").First.Should().ToBeCheckedAsync();
        await page.NextAsync();
        await page.Locator("[data-testid=package-permission][data-key='mattermost.post']").WaitForAsync();
        await page.NextAsync();
        await page.GetByText("Grant the permissions to go on").WaitForAsync();
        await page.Mark("install-grant").CheckAsync();
        await page.NextAsync();
        await page.Input("timezone").FillAsync("Europe/Berlin");
        await page.Input("channel").FillAsync("operations");
        await page.ConnectAsync(app.Mattermost.Webhook);
        await page.Input("timezone").Should().ToHaveValueAsync("Europe/Berlin");
        await page.Input("channel").Should().ToHaveValueAsync("operations");
        await page.Input("mattermost_credential_id").Locator("option:checked").Should().ToContainTextAsync(app.Mattermost.Key[^4..]);
        await page.Input("schedule_time").FillAsync("07:30");
        await page.NextAsync();
        await page.Locator(".fp-steps [aria-current=step]").Should().ToHaveTextAsync("Test");
        await page.Mark("config-view").Should().ToContainTextAsync("Europe/Berlin");
        await page.ReadyAsync();
        await page.Mark("connection-test-send").ClickAsync();
        await page.GetByText("It is in the channel.").WaitForAsync();
        (await app.Mattermost.Messages())[^1].Channel.ShouldBe("operations");
        await page.ConfirmInstallAsync();
        await page.Mark("digest-next").WaitForAsync();
        var posted = (await app.Mattermost.Messages()).Count;

        await page.Mark("digest-run-now").DblClickAsync();
        await ShowsAsync(page, "succeeded");

        var message = (await app.Mattermost.Messages()).Skip(posted).ShouldHaveSingleItem();
        message.Channel.ShouldBe("operations");
        await page.Mark("execution-row").Should().ToHaveCountAsync(1);
        await page.Execution().Locator("a").First.ClickAsync();
        (await page.Mark("execution-output").TextContentAsync()).ShouldBe(message.Text);
        await ShouldTellTheChainAsync(page);
        (await page.ContentAsync()).ShouldNotContain(app.Mattermost.Key);
    }

    /// <summary>A person's two clicks are far enough apart for the first run to be on its way before the second comes.</summary>
    [Fact]
    public async Task A_double_click_at_a_persons_pace_is_one_digest()
    {
        var organization = await App.OrganizationAsync();
        var installation = await app.InstallDigestAsync(organization);
        var page = (await VisitorAsync(organization.Owner)).Page;
        await page.GoAsync($"/installations/{installation}");

        await page.Mark("digest-run-now").DblClickAsync(new() { Delay = 400 });
        await ShowsAsync(page, "succeeded");

        await page.Mark("digest-run-now").ClickAsync();
        await page.Mark("execution-row").Nth(1).WaitForAsync();
        await ShowsAsync(page, "succeeded");
        await page.Mark("execution-row").Should().ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_member_sees_who_may_install_it_and_cannot_run_it()
    {
        var organization = await App.OrganizationAsync();
        var installation = await app.InstallDigestAsync(organization);
        var elsewhere = await App.OrganizationAsync();
        var (member, bystander) = (await VisitorAsync(organization.Member), await VisitorAsync(elsewhere.Member));

        await bystander.GoAsync(DigestPages.Package);
        await bystander.Page.Mark("package-install").Should().ToBeDisabledAsync();
        await bystander.Page.Mark("package-install").Should().ToHaveAccessibleDescriptionAsync(new Regex("Only an owner or an admin .* can install packages"));
        (await bystander.GoAsync($"{DigestPages.Package}/install")).Status.ShouldBe(403);
        (await bystander.GoAsync($"/installations/{installation}")).Status.ShouldBe(404);

        await member.GoAsync($"/installations/{installation}");
        await member.Page.Locator("[data-testid=installation-status][data-status=installed]").WaitForAsync();
        await member.Page.Mark("digest-next").WaitForAsync();
        await member.Page.Mark("digest-run-now").Should().ToHaveCountAsync(0);
        await member.GoAsync($"/installations/{installation}?tab=configuration");
        await member.Page.Mark("config-view").WaitForAsync();
        await member.Page.Mark("config-submit").Should().ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_server_that_refuses_is_told_with_what_to_do_and_a_way_to_reconnect()
    {
        var organization = await App.OrganizationAsync();
        var installation = $"/installations/{await app.InstallDigestAsync(organization)}";
        var page = (await VisitorAsync(organization.Owner)).Page;
        await page.GoAsync(installation);
        await page.Mark("digest-reconnect").Should().ToHaveCountAsync(0);
        await app.Mattermost.AnswerNextWith(403);

        await page.Mark("digest-run-now").ClickAsync();
        await ShowsAsync(page, "failed");

        await page.Execution().Should().ToContainTextAsync("Leave the channel empty, or have the webhook changed in Mattermost.");
        await page.Mark("installation-error").Should().ToHaveAttributeAsync("data-kind", "auth");
        await page.Mark("digest-reconnect").Locator("a").ClickAsync();
        await page.Mark("credential-webhook").FillAsync(app.Mattermost.Webhook.AbsoluteUri);
        await page.Mark("credential-submit").ClickAsync();
        await page.WaitForURLAsync($"**{installation}");
        await page.ReadyAsync();
        await page.Mark("digest-reconnect").Should().ToHaveCountAsync(0);
        await page.Mark("digest-run-now").ClickAsync();
        await ShowsAsync(page, "succeeded");
    }

    [Fact]
    public async Task What_may_have_arrived_is_asked_and_who_has_looked_settles_it()
    {
        var organization = await App.OrganizationAsync();
        var installation = $"/installations/{await app.InstallDigestAsync(organization)}";
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync(installation);
        var posted = (await app.Mattermost.Messages()).Count;
        await app.Mattermost.CutNext(Cut.BeforeAnswer);

        await owner.Page.Mark("digest-run-now").ClickAsync();
        await ShowsAsync(owner.Page, "uncertain");
        await owner.Page.Mark("message-uncertain").Should().ToContainTextAsync("Did this message arrive?");
        await owner.Page.Mark("message-resend").Should().ToBeVisibleAsync();
        await member.GoAsync(installation);
        await member.Page.Mark("message-uncertain").Should().ToContainTextAsync("An owner or an admin decides.");
        await member.Page.Mark("message-settle").Should().ToHaveCountAsync(0);

        await owner.Page.Mark("message-settle").ClickAsync();
        await ShowsAsync(owner.Page, "succeeded");

        await owner.Page.Mark("message-uncertain").Should().ToHaveCountAsync(0);
        (await app.Mattermost.Messages()).Count.ShouldBe(posted + 1);
    }

    [Fact]
    public async Task What_is_wrong_in_a_configuration_is_told_at_its_field_and_what_was_typed_stays()
    {
        var organization = await App.OrganizationAsync();
        var page = (await VisitorAsync(organization.Owner)).Page;
        await page.ToConfigurationAsync();
        await ShouldRefuseAsync(page, "install-next");

        var installation = await app.InstallDigestAsync(organization);
        await page.GoAsync($"/installations/{installation}?tab=configuration");
        await ShouldRefuseAsync(page, "config-submit");
        (await App.AskAsync($"select config->>'timezone' from {organization.Tenant.Schema}.package_installations")).ShouldBe(["Europe/Berlin"]);
    }

    private static async Task ShouldRefuseAsync(IPage page, string submit)
    {
        (string Field, string Typed, string Says)[] wrong =
        [
            ("timezone", "Europe/Atlantis", "Europe/Atlantis"),
            ("schedule_time", "25:70", "is not a time of day"),
            ("channel", "Town Square!", "not a channel's name"),
        ];
        // A browser lets nobody write a bad time; another program may send one.
        await page.Input("schedule_time").EvaluateAsync("i => i.type = 'text'");
        foreach (var (field, typed, _) in wrong) await page.Input(field).FillAsync(typed);
        await page.Input("max_lines").FillAsync("12");

        await page.Mark(submit).ClickAsync();

        foreach (var (field, typed, says) in wrong)
        {
            await page.Field(field).Locator(".fp-field-error").Should().ToContainTextAsync(says);
            await page.Input(field).Should().ToHaveAttributeAsync("aria-invalid", "true");
            await page.Input(field).Should().ToHaveValueAsync(typed);
        }

        await page.Input("max_lines").Should().ToHaveValueAsync("12");
        await page.Field("max_lines").Locator(".fp-field-error").Should().ToHaveCountAsync(0);
    }

    /// <summary>The newest execution comes to stand so on the page that is open.</summary>
    private static Task ShowsAsync(IPage page, string status) => page.Execution().Should().ToHaveAttributeAsync("data-status", status);

    private static async Task ShouldTellTheChainAsync(IPage page)
    {
        await page.GoAsync("/timeline");
        await page.AuditItem("mattermost.digest.requested").WaitForAsync();
        await page.AuditItem("mattermost.message.posted").Nth(1).WaitForAsync(); // the first is the message that tried the connection
        var rows = await TimelineRow.AllAsync(page);
        var chain = rows.Where(r => r.Correlation == rows.Single(s => s.Name == "mattermost.digest.requested").Correlation).Select(r => $"{r.Kind} {r.Name}").ToList();
        string[] told = ["signal mattermost.digest.requested", "directive mattermost.digest.run", "signal mattermost.digest.generated", "signal mattermost.message.posted"];
        chain.Where(told.Contains).ShouldBe(told);
    }
}
