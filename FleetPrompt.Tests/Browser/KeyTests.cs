using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class KeyTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task J_and_k_walk_along_the_threads_and_enter_opens_one()
    {
        var organization = await App.OrganizationAsync();
        var (older, newer) = (await App.ThreadAsync(organization, "The older one"), await App.ThreadAsync(organization, "The newer one"));
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/forums");

        await member.Page.Keyboard.PressAsync("j");
        await Focused(member).Should().ToHaveTextAsync("The newer one");
        await member.Page.Keyboard.PressAsync("j");
        await member.Page.Keyboard.PressAsync("j");
        await Focused(member).Should().ToHaveTextAsync("The older one");
        (await Focused(member).EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle")).ShouldBe("solid");
        await member.Page.Keyboard.PressAsync("k");
        await Focused(member).Should().ToHaveTextAsync("The newer one");
        await member.Page.Keyboard.PressAsync("Enter");

        await member.Page.WaitForURLAsync($"**{newer.Path}");
        older.Path.ShouldNotBe(newer.Path);
    }

    [Fact]
    public async Task J_walks_along_posts_signals_and_directives_too()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 2);
        var owner = await VisitorAsync(organization.Owner);
        await owner.GoAsync(thread.Path);
        await owner.Page.LockAsync("settled");
        foreach (var (path, row) in new[] { (thread.Path, "post"), ("/signals", "signal-row"), ("/timeline", "audit-item"), ("/directives", "directive-row") })
        {
            await owner.GoAsync(path);
            await owner.Page.Locator(".fp-signals-first").Should().ToHaveCountAsync(0);
            await owner.Page.Keyboard.PressAsync("j");
            await owner.Page.Mark(row).First.Locator(":focus").Should().ToHaveCountAsync(1);
        }
    }

    [Fact]
    public async Task Two_keys_and_n_lead_to_pages()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/dashboard");

        foreach (var (second, path) in new[] { ("f", "/forums"), ("t", "/timeline"), ("d", "/dashboard") })
        {
            await member.Page.Keyboard.PressAsync("g");
            await member.Page.Keyboard.PressAsync(second);
            await member.Page.WaitForURLAsync($"**{path}");
            await member.Page.ReadyAsync();
        }

        await member.Page.Keyboard.PressAsync("n");
        await member.Page.WaitForURLAsync("**/forums/new");
        await member.GoAsync($"/forums/c/{thread.CategorySlug}");
        await member.Page.Keyboard.PressAsync("n");
        await member.Page.WaitForURLAsync($"**/forums/new?category={thread.CategorySlug}");
    }

    [Fact]
    public async Task A_slash_goes_to_the_pages_own_search_or_to_the_palette()
    {
        var member = await VisitorAsync((await App.OrganizationAsync()).Member);
        await member.GoAsync("/timeline");
        await member.Page.Keyboard.PressAsync("/");
        await member.Page.GetByPlaceholder("Name begins with").Should().ToBeFocusedAsync();
        await member.Page.Keyboard.PressAsync("/");
        await member.Page.GetByPlaceholder("Name begins with").Should().ToHaveValueAsync("/");

        await member.GoAsync("/dashboard");
        await member.Page.Keyboard.PressAsync("/");
        await member.Page.Mark("palette-input").Should().ToBeFocusedAsync();
        await member.Page.Mark("palette-input").Should().ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_dot_shows_what_is_new()
    {
        var organization = await App.OrganizationAsync();
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/signals");
        var (pill, created) = (member.Page.Mark("new-items-pill"), member.Page.Locator("[data-testid=signal-row][data-name='forum.thread.created']"));
        await App.ThreadAsync(organization, "Just now");
        await pill.WaitForAsync();
        await created.Should().ToHaveCountAsync(0);

        // What is new may arrive in parts, with the thread in a later one.
        await member.Page.Keyboard.PressAsync(".");
        for (var part = 0; part < 5 && await created.CountAsync() == 0; part++)
        {
            await created.Or(pill).First.WaitForAsync();
            await member.Page.Keyboard.PressAsync(".");
        }

        await created.First.Should().ToBeVisibleAsync();
    }

    [Fact]
    public async Task While_somebody_writes_or_answers_keys_are_letters()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FocusAsync();
        await member.Page.Keyboard.TypeAsync("?/jkn.gd");
        await member.Page.Mark("reply-body").Should().ToHaveValueAsync("?/jkn.gd");
        await Help(member).Should().ToBeHiddenAsync();

        await member.Page.Locator("h1").ClickAsync();
        await member.Page.Keyboard.PressAsync("Alt+n");
        await member.Page.Keyboard.PressAsync("?");
        await Help(member).Should().ToBeVisibleAsync();
        await member.Page.Keyboard.TypeAsync("ngd");
        await member.Page.Keyboard.PressAsync("Escape");
        await Help(member).Should().ToBeHiddenAsync();
        new Uri(member.Page.Url).AbsolutePath.ShouldBe(thread.Path);
    }

    [Fact]
    public async Task Keys_can_be_switched_off_and_on()
    {
        var member = await VisitorAsync((await App.OrganizationAsync()).Member);
        await member.GoAsync("/dashboard");
        await member.Page.Keyboard.PressAsync("?");
        await Help(member).GetByTestId("keys-switch").UncheckAsync();
        await member.Page.Keyboard.PressAsync("Escape");
        await member.Page.Keyboard.PressAsync("?");
        await Help(member).Should().ToBeHiddenAsync();

        await member.GoAsync("/settings");
        await member.Page.Keyboard.PressAsync("n");
        await member.Page.Keyboard.PressAsync("?");
        await Help(member).Should().ToBeHiddenAsync();
        var own = member.Page.Locator("main").GetByTestId("keys-switch");
        await own.Should().Not.ToBeCheckedAsync();
        await own.CheckAsync();
        await member.GoAsync("/settings");
        await own.Should().ToBeCheckedAsync();
        await member.Page.Keyboard.PressAsync("?");
        await Help(member).Should().ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    public async Task The_help_has_no_serious_fault(string look)
    {
        var member = await VisitorAsync("member@demo.test", Enum.Parse<Look>(look));
        await member.GoAsync("/settings");
        await member.Page.Mark("user-menu").ClickAsync();
        await member.Page.Locator("[data-menu] [data-keys-open]").ClickAsync();
        await Help(member).Should().ToBeVisibleAsync();
        var faults = await member.Page.FaultsAsync();
        await member.Page.Keyboard.PressAsync("Escape");
        await member.Page.Mark("user-menu").Should().ToBeFocusedAsync();

        faults.ShouldBeEmpty();
    }

    private static ILocator Help(Visitor visitor) => visitor.Page.Mark("keys-help");

    private static ILocator Focused(Visitor visitor) => visitor.Page.Locator(":focus");
}
