using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class AccessibilityTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    private const string Settled = "Heated thread: lock early or lock late?";

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    public async Task Pages_for_everybody_have_no_serious_fault(string look)
    {
        var theme = Enum.Parse<Look>(look);
        var visitor = await VisitorAsync(look: theme);
        var faults = new List<string>();
        foreach (var path in new[] { "/", "/login", "/register", "/error/404", "/invite/expired" }) faults.AddRange(await FaultsAsync(visitor.Page, path, RulesOf(theme)));
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Light", "owner@demo.test")]
    [InlineData("Dark", "owner@demo.test")]
    [InlineData("Light", "member@demo.test")]
    [InlineData("Dark", "member@demo.test")]
    public async Task Pages_of_members_have_no_serious_fault(string look, string email)
    {
        var theme = Enum.Parse<Look>(look);
        var visitor = await VisitorAsync(email, theme);
        var faults = new List<string>();
        foreach (var path in await PathsAsync(visitor)) faults.AddRange(await FaultsAsync(visitor.Page, path, RulesOf(theme)));
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_questions_and_refused_forms_have_no_serious_fault()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync(thread.Path);
        await owner.Page.Mark("thread-lock").ClickAsync();
        await owner.Page.Post(2).GetByTestId("post-hide").ClickAsync();
        await owner.Page.Mark("user-menu").ClickAsync();
        var faults = await owner.Page.FaultsAsync();
        await owner.GoAsync("/forums/new");
        await owner.Page.Mark("thread-title").FillAsync(" ");
        await owner.Page.Mark("thread-body").FillAsync("A title that is blank.");
        await owner.Page.Mark("thread-submit").ClickAsync();
        await owner.Page.Locator("#title-error").WaitForAsync();

        faults.Concat(await owner.Page.FaultsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Phone")]
    public async Task Everything_that_opens_on_consoles_and_settings_has_no_serious_fault_and_fits(string look)
    {
        var theme = Enum.Parse<Look>(look);
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization);
        var failed = await App.FailedLockAsync(organization);
        var owner = await VisitorAsync(organization.Owner, theme);
        var faults = new List<string>();
        async Task lookAtAsync(Visitor visitor)
        {
            faults.AddRange(await visitor.Page.FaultsAsync(RulesOf(theme)));
            if (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")) faults.Add($"{visitor.Page.Url} scrolls sideways");
        }

        var link = await owner.InviteAsync($"noor@{organization.Tenant.Slug}.test", "member");
        await owner.Page.Mark("member-manage").First.ClickAsync();
        await lookAtAsync(owner);
        await owner.Page.Mark("invite-email").FillAsync(organization.Member);
        await owner.Page.Mark("invite-submit").ClickAsync();
        await owner.Page.Locator("#email-error").WaitForAsync();
        await lookAtAsync(owner);
        foreach (var path in new[] { "/directives", $"/directives/{failed}" })
        {
            await owner.GoAsync(path);
            await owner.Page.Mark("directive-rerun").ClickAsync();
            await lookAtAsync(owner);
        }

        await owner.GoAsync("/signals?name=forum.post");
        await owner.Page.GetByText("As a table").ClickAsync();
        await lookAtAsync(owner);
        await owner.Page.Mark("signal-replay-matching").ClickAsync();
        await owner.Page.Mark("replay-dry-run").ClickAsync();
        await owner.Page.Mark("dry-run-result").WaitForAsync();
        await lookAtAsync(owner);
        await App.AskAsync($"update {organization.Tenant.Schema}.signal_deliveries set status = 'parked', error_kind = 'handler', error_message = 'no, because'");
        await owner.GoAsync("/signals/parked");
        await owner.Page.Mark("parked-replay-all").ClickAsync();
        await owner.Page.Mark("replay-dialog").WaitForAsync();
        await lookAtAsync(owner);
        var invited = await VisitorAsync(look: theme);
        await invited.GoAsync(link);
        await lookAtAsync(invited);
        await invited.Page.Mark("invite-name").FillAsync("Noor Haas");
        await invited.Page.Mark("invite-password").FillAsync("short");
        await invited.Page.Mark("invite-accept").ClickAsync();
        await invited.Page.Locator("#password-error").WaitForAsync();
        await lookAtAsync(invited);
        await App.AskAsync($"update organization_memberships set status = 'removed' where organization_id = '{organization.Tenant.OrganizationId}' and user_id = '{organization.OwnerId}'");
        await owner.GoAsync("/dashboard");
        await owner.Page.GetByText("You cannot open this page").WaitForAsync();
        await lookAtAsync(owner);

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Skipping_to_the_content_stays_on_the_page_even_where_there_is_none()
    {
        var member = await VisitorAsync("member@demo.test");
        foreach (var path in new[] { "/timeline?kind=signal", "/nowhere?at=all" })
        {
            await member.GoAsync(path);
            await member.Page.Locator(".fp-skip").PressAsync("Enter");
            await member.Page.Locator("main:focus").WaitForAsync();
            member.Page.Url.ShouldEndWith("#main");
            member.Page.Url.ShouldContain(path.Split('?')[0]);
        }
    }

    [Fact]
    public async Task No_page_scrolls_sideways_on_a_phone()
    {
        var (owner, stranger) = (await VisitorAsync("owner@demo.test", Look.Phone), await VisitorAsync(look: Look.Phone));
        var wide = new List<string>();
        foreach (var (visitor, paths) in new[] { (owner, await PathsAsync(owner)), (stranger, new List<string> { "/", "/login", "/register" }) })
        foreach (var path in paths)
        {
            await visitor.GoAsync(path);
            var (width, most) = (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 390);
            if (width > most) wide.Add($"{path}: {width}");
        }

        wide.ShouldBeEmpty();
    }

    private static async Task<List<string>> PathsAsync(Visitor visitor)
    {
        await visitor.GoAsync("/forums?page=1");
        var (category, row) = (await visitor.Page.Mark("category-item").Locator("a").First.GetAttributeAsync("href"), visitor.Page.GetByText(Settled));
        for (var page = 2; await row.CountAsync() == 0; page++) await visitor.GoAsync($"/forums?page={page}");
        var thread = await row.GetAttributeAsync("href");
        await visitor.GoAsync(thread!);
        var chain = (await visitor.Page.AuditItem("forum.thread.lock").Locator("a").First.GetAttributeAsync("href"))!;
        var selected = chain[(chain.IndexOf('?', StringComparison.Ordinal) + 1)..];
        await visitor.GoAsync("/signals?name=forum.post.created");
        var signal = await visitor.Page.Mark("signal-row").First.GetAttributeAsync("data-id");
        await visitor.GoAsync("/directives");
        var directive = await visitor.Page.Mark("directive-row").First.GetAttributeAsync("data-id");
        return
        [
            "/dashboard", "/forums", "/forums?tab=solved", "/forums?tab=new", "/notifications", "/bookmarks", "/settings/notifications", category!, thread!, "/forums/new", "/forums/categories/new", "/nowhere",
            $"/timeline?{selected}", chain, "/timeline?name=none", $"/signals?selected={signal}", $"/signals/{signal}", "/signals/parked", "/directives", $"/directives/{directive}",
            "/settings", "/settings/profile", "/settings/password", "/settings/members", "/settings/data", "/admin",
        ];
    }

    private static async Task<IEnumerable<string>> FaultsAsync(IPage page, string path, AxeRunOptions? rules = null)
    {
        await page.GoAsync(path);
        return await page.FaultsAsync(rules);
    }

    /// <summary>A theme changes colours and nothing else.</summary>
    internal static AxeRunOptions? RulesOf(Look look) => look == Look.Dark ? new() { RunOnly = RunOnlyOptions.Rules("color-contrast") } : null;
}
