using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

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
        var faults = await FaultsAsync(owner.Page);
        await owner.GoAsync("/forums/new");
        await owner.Page.Mark("thread-title").FillAsync(" ");
        await owner.Page.Mark("thread-body").FillAsync("A title that is blank.");
        await owner.Page.Mark("thread-submit").ClickAsync();
        await owner.Page.Locator("#title-error").WaitForAsync();

        faults.Concat(await FaultsAsync(owner.Page)).ShouldBeEmpty();
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
        return ["/dashboard", "/forums", "/forums?tab=solved", category!, thread!, "/forums/new", "/forums/categories/new", "/timeline", $"/timeline?{selected}", chain, "/timeline?name=none", "/forums/c/none", "/nowhere"];
    }

    private static async Task<IEnumerable<string>> FaultsAsync(IPage page, string path, AxeRunOptions? rules = null)
    {
        await page.GoAsync(path);
        return await FaultsAsync(page, rules);
    }

    private static async Task<IEnumerable<string>> FaultsAsync(IPage page, AxeRunOptions? rules = null)
    {
        var found = await page.RunAxe(rules);
        return found.Violations
            .Where(v => v.Impact is "serious" or "critical")
            .SelectMany(v => (v.Nodes ?? []).Select(n => $"{new Uri(page.Url).PathAndQuery}: {v.Id} ({v.Impact}) {n.Html} {string.Join("; ", (n.Any ?? []).Concat(n.All ?? []).Select(c => c.Message))}"));
    }

    /// <summary>A theme changes colours and nothing else.</summary>
    private static AxeRunOptions? RulesOf(Look look) => look == Look.Dark ? new() { RunOnly = RunOnlyOptions.Rules("color-contrast") } : null;
}
