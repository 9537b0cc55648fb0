using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class ConnectionTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    private const string Key = "canaryabcdefghijklmnopwxyz";
    private const string Webhook = "https://8.8.8.8/hooks/" + Key;

    [Fact]
    public async Task A_webhook_is_connected_renewed_and_revoked_and_never_shown()
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/settings/integrations");
        await owner.Page.GetByText("Nothing is connected yet").Should().ToBeVisibleAsync();
        await owner.Page.Mark("credential-new").ClickAsync();
        await owner.Page.Mark("credential-label").FillAsync("Ops <b>channel</b>");
        await owner.Page.Mark("credential-webhook").FillAsync(Webhook);
        await owner.Page.Mark("credential-submit").ClickAsync();

        await owner.Page.Mark("flash").Should().ToHaveTextAsync("Ops <b>channel</b> is connected.");
        var row = owner.Page.Mark("credential-row");
        await row.Should().ToContainTextAsync("8.8.8.8 · …wxyz");
        await row.Should().ToHaveAttributeAsync("data-status", "connected");
        await ShowsNoSecretAsync(owner);
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await owner.Page.ReadyAsync();
        await owner.Page.Mark("credential-last-four").Should().ToHaveTextAsync("…wxyz");
        await owner.Page.AuditItem("integration.credential.connected").Should().ToHaveCountAsync(1);
        await ShowsNoSecretAsync(owner);

        await owner.Page.Mark("credential-webhook").FillAsync("https://8.8.8.8/hooks/canary0123456789012345last");
        await owner.Page.Mark("credential-submit").ClickAsync();
        await owner.Page.Mark("flash").Should().ToContainTextAsync("has a new secret");
        await owner.Page.Mark("credential-last-four").Should().ToHaveTextAsync("…last");

        await owner.Page.Mark("credential-revoke").ClickAsync();
        await owner.Page.Mark("credential-revoke-effect").Should().ToHaveTextAsync("Nothing uses it at the moment.");
        await owner.Page.Mark("credential-revoke-confirm").ClickAsync();
        await owner.Page.Mark("flash").Should().ToContainTextAsync("is revoked");
        await owner.Page.Mark("credential-last-four").Should().ToHaveTextAsync("forgotten");
        await owner.Page.Mark("credential-revoke").Should().ToHaveCountAsync(0);
        await owner.Page.ReadyAsync();
        await owner.Page.AuditItem("integration.credential.revoked").Should().ToHaveCountAsync(1);
        await ShowsNoSecretAsync(owner);
    }

    [Fact]
    public async Task What_is_wrong_stands_at_its_field_the_rest_is_kept_and_secrets_are_entered_anew()
    {
        var organization = await App.OrganizationAsync();
        var admin = await VisitorAsync(organization.Admin);
        await admin.GoAsync("/settings/integrations/new?kind=personal_access_token");
        await admin.Page.Mark("credential-label").FillAsync("Bot");
        await admin.Page.Mark("credential-server").FillAsync("https://10.0.0.1");
        await admin.Page.Mark("credential-token").FillAsync(Key);
        var refused = await admin.Page.RunAndWaitForResponseAsync(() => admin.Page.Mark("credential-submit").ClickAsync(), r => r.Request.Method == "POST");

        refused.Status.ShouldBe(422);
        await admin.Page.Locator("#server-error").Should().ToContainTextAsync("10.0.0.1 is in a private network");
        await admin.Page.Mark("credential-label").Should().ToHaveValueAsync("Bot");
        await admin.Page.Mark("credential-server").Should().ToHaveValueAsync("https://10.0.0.1");
        await admin.Page.Mark("credential-token").Should().ToHaveValueAsync("");
        await ShowsNoSecretAsync(admin);
        await admin.Page.Mark("credential-server").FillAsync("https://8.8.8.8/chat");
        await admin.Page.Mark("credential-token").FillAsync(Key);
        await admin.Page.Mark("credential-submit").ClickAsync();
        await admin.Page.Mark("credential-row").Should().ToHaveAttributeAsync("data-kind", "personal_access_token");
    }

    [Theory]
    [InlineData("/dashboard?x=1", "/dashboard?x=1")]
    [InlineData("https://evil.example/", "/settings/integrations")]
    [InlineData("//evil.example/", "/settings/integrations")]
    [InlineData("/\\evil.example/", "/settings/integrations")]
    public async Task Who_comes_from_elsewhere_is_led_back_there_if_that_is_ours(string returnUrl, string leadsTo)
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync($"/settings/integrations/new?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await owner.Page.Mark("credential-webhook").FillAsync(Webhook);
        await owner.Page.Mark("credential-submit").ClickAsync();

        await owner.Page.WaitForURLAsync(new Uri(App.Origin, leadsTo).ToString());
    }

    [Fact]
    public async Task A_member_may_not_be_here_and_another_organisation_finds_nothing()
    {
        var (organization, other) = (await App.OrganizationAsync("Alder"), await App.OrganizationAsync("Birch"));
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync("/settings/integrations/new");
        await owner.Page.Mark("credential-webhook").FillAsync(Webhook);
        var form = await owner.Page.FormOfAsync("credential-webhook");
        await owner.Page.Mark("credential-submit").ClickAsync();
        var path = (await owner.Page.Mark("credential-row").GetByRole(AriaRole.Link).GetAttributeAsync("href"))!;

        var member = await VisitorAsync(organization.Member);
        foreach (var page in new[] { "/settings/integrations", "/settings/integrations/new", path })
        {
            (await member.GoAsync(page)).Status.ShouldBe(403, page);
            (await member.Page.ContentAsync()).ShouldNotContain("wxyz");
        }

        await member.GoAsync("/settings");
        await member.Page.GetByText("Integrations", new() { Exact = true }).Should().ToHaveCountAsync(0);
        (await member.PostAsync("/settings/integrations/new", form)).Status.ShouldBeInRange(400, 499);
        var stranger = await VisitorAsync(other.Owner);
        (await stranger.GoAsync(path)).Status.ShouldBe(404);
        (await stranger.PostAsync("/settings/integrations/new", form)).Status.ShouldBeInRange(400, 499);
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.integration_credentials")).ShouldBe(["1"]);
        (await App.AskAsync($"select count(*) from {other.Tenant.Schema}.integration_credentials")).ShouldBe(["0"]);
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Phone")]
    public async Task Pages_of_connections_have_no_serious_fault_and_fit(string look)
    {
        var organization = await App.OrganizationAsync();
        var owner = await VisitorAsync(organization.Owner, Enum.Parse<Look>(look));
        var faults = new List<string>();
        await owner.GoAsync("/settings/integrations");
        await LookAtAsync(owner, faults);
        await owner.GoAsync("/settings/integrations/new?kind=personal_access_token");
        await owner.Page.Mark("credential-server").FillAsync("https://10.0.0.1");
        await owner.Page.Mark("credential-token").FillAsync("short");
        await owner.Page.Mark("credential-submit").ClickAsync();
        await owner.Page.Locator("#token-error").WaitForAsync();
        await LookAtAsync(owner, faults);
        await owner.GoAsync("/settings/integrations/new");
        await LookAtAsync(owner, faults);
        await owner.Page.Mark("credential-label").FillAsync("Ops channel");
        await owner.Page.Mark("credential-webhook").FillAsync(Webhook);
        await owner.Page.Mark("credential-submit").ClickAsync();
        await App.AskAsync($"update {organization.Tenant.Schema}.integration_credentials set last_used_at = now(), last_error_kind = 'auth', last_error_at = now() returning 1");
        await owner.GoAsync("/settings/integrations");
        await LookAtAsync(owner, faults);
        await owner.Page.Mark("credential-row").GetByRole(AriaRole.Link).ClickAsync();
        await owner.Page.Mark("credential-revoke").ClickAsync();
        await owner.Page.ReadyAsync();
        await LookAtAsync(owner, faults);

        faults.ShouldBeEmpty();
    }

    private static async Task LookAtAsync(Visitor visitor, List<string> faults)
    {
        faults.AddRange(await visitor.Page.FaultsAsync());
        if (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")) faults.Add($"{visitor.Page.Url} scrolls sideways");
    }

    /// <summary>Neither in the page as it came nor as it stands now, nor in what the browser keeps.</summary>
    private static async Task ShowsNoSecretAsync(Visitor visitor)
    {
        (await visitor.Page.ContentAsync()).ShouldNotContain("canary");
        (await visitor.Page.EvaluateAsync<string>("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie + location.href")).ShouldNotContain("canary");
    }
}
