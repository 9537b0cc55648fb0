using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class PaletteTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task Typing_arrows_and_enter_lead_to_a_page()
    {
        var organization = await App.OrganizationAsync();
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/dashboard");
        await member.Page.Keyboard.PressAsync("Control+k");
        await Input(member).Should().ToBeFocusedAsync();
        await Active(member).Should().ToHaveTextAsync("Dashboard");

        await member.Page.Keyboard.TypeAsync("GO forum");
        await Options(member).Should().ToHaveCountAsync(0);
        await Input(member).FillAsync("s");
        await Active(member).Should().ToHaveTextAsync("Dashboard");
        await member.Page.Keyboard.PressAsync("ArrowDown");
        await Active(member).Should().ToHaveTextAsync("Forums");
        await member.Page.Keyboard.PressAsync("End");
        await Active(member).Should().ToHaveTextAsync("System theme");
        await member.Page.Keyboard.PressAsync("ArrowDown");
        await Active(member).Should().ToHaveTextAsync("Dashboard");
        await member.Page.Keyboard.PressAsync("ArrowUp");
        await member.Page.Keyboard.PressAsync("Home");
        await member.Page.Keyboard.PressAsync("ArrowDown");
        await member.Page.Keyboard.PressAsync("Enter");

        await member.Page.WaitForURLAsync("**/forums");
    }

    [Fact]
    public async Task A_thread_is_found_by_the_words_of_its_title_in_any_order()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, "Moorings <b>for</b> the winter");
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync("/dashboard");
        await member.Page.Mark("palette-open").ClickAsync();

        await Input(member).FillAsync("winter MOOR");

        await Options(member).Should().ToHaveCountAsync(1);
        await Active(member).Should().ToContainTextAsync("Moorings <b>for</b> the winter");
        await Palette(member).GetByRole(AriaRole.Status).Should().ToHaveTextAsync("1 match");
        await Input(member).PressAsync("Enter");
        await member.Page.WaitForURLAsync($"**{thread.Path}");
    }

    [Fact]
    public async Task What_is_nowhere_is_said_to_be_nowhere()
    {
        var member = await VisitorAsync((await App.OrganizationAsync()).Member);
        await member.GoAsync("/dashboard");
        await member.Page.Keyboard.PressAsync("Control+k");
        await Input(member).FillAsync("xylophone");

        await Palette(member).GetByText("No match").First.Should().ToBeVisibleAsync();
        await Input(member).PressAsync("Enter");
        await Input(member).Should().ToBeFocusedAsync();
    }

    [Fact]
    public async Task Escape_leads_back_to_where_the_person_was()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FillAsync("Half a sen");
        await member.Page.Keyboard.PressAsync("Control+k");
        await member.Page.Keyboard.TypeAsync("dash");
        await member.Page.Keyboard.PressAsync("Escape");

        await Palette(member).Should().ToBeHiddenAsync();
        await member.Page.Mark("reply-body").Should().ToBeFocusedAsync();
        await member.Page.Keyboard.TypeAsync("tence");
        await member.Page.Mark("reply-body").Should().ToHaveValueAsync("Half a sentence");
    }

    [Fact]
    public async Task It_changes_the_theme_the_organisation_and_who_is_signed_in()
    {
        var (first, second) = (await App.OrganizationAsync("Alder"), await App.OrganizationAsync("Birch"));
        await App.JoinAsync(second.Tenant, "", first.Owner, "member");
        var owner = await VisitorAsync(first.Owner);
        await owner.GoAsync("/dashboard");

        await RunAsync(owner, "dark theme");
        await owner.Page.Locator("html[data-theme=dark]").Should().ToHaveCountAsync(1);
        await OpenAsync(owner);
        await Input(owner).FillAsync("new category");
        await Options(owner).Should().ToHaveCountAsync(1);
        await owner.Page.Keyboard.PressAsync("Control+k");
        await RunAsync(owner, "switch birch");
        await owner.Page.Mark("current-org").Should().ToHaveTextAsync(second.Name);
        await OpenAsync(owner);
        await Input(owner).FillAsync("new category");
        await Options(owner).Should().ToHaveCountAsync(0);
        await owner.Page.Keyboard.PressAsync("Control+k");
        await RunAsync(owner, "sign out");
        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).First.Should().ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Phone")]
    public async Task It_has_no_serious_fault(string look)
    {
        var member = await VisitorAsync("owner@demo.test", Enum.Parse<Look>(look));
        await member.GoAsync("/forums");
        await member.Page.Mark("palette-open").ClickAsync();
        var faults = await member.Page.FaultsAsync();
        await Input(member).FillAsync("the");
        await Palette(member).GetByRole(AriaRole.Group, new() { Name = "Threads" }).WaitForAsync();

        faults.Concat(await member.Page.FaultsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Threads_are_found_for_members_alone()
    {
        var (organization, other) = (await App.OrganizationAsync(), await App.OrganizationAsync());
        await App.ThreadAsync(organization, "Only for us");
        var (member, stranger, visitor) = (await VisitorAsync(organization.Member), await VisitorAsync(other.Owner), await VisitorAsync());

        (await Answer(member, "only")).ShouldContain("Only for us");
        (await Answer(stranger, "only")).ShouldBe("200 []");
        (await Answer(visitor, "only")).ShouldStartWith("302");
        (await Answer(member, new string('x', 101))).ShouldStartWith("400");
        (await Answer(member, "")).ShouldBe("200 []");
        await visitor.GoAsync("/");
        await Palette(visitor).Should().ToHaveCountAsync(0);

        static async Task<string> Answer(Visitor visitor, string text)
        {
            var answer = await visitor.Context.APIRequest.GetAsync($"/forums/find?q={text}", new() { MaxRedirects = 0 });
            return $"{answer.Status} {await answer.TextAsync()}";
        }
    }

    private static async Task RunAsync(Visitor visitor, string text)
    {
        await OpenAsync(visitor);
        await Input(visitor).FillAsync(text);
        await Options(visitor).Should().ToHaveCountAsync(1);
        await Input(visitor).PressAsync("Enter");
    }

    /// <summary>By its keys, on a page whose scripts listen: one that has only just begun to show does not hear them yet.</summary>
    private static async Task OpenAsync(Visitor visitor)
    {
        await visitor.Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Palette(visitor).Should().ToBeVisibleAsync();
    }

    private static ILocator Palette(Visitor visitor) => visitor.Page.Mark("palette");

    private static ILocator Input(Visitor visitor) => visitor.Page.Mark("palette-input");

    private static ILocator Options(Visitor visitor) => Palette(visitor).GetByRole(AriaRole.Option);

    private static ILocator Active(Visitor visitor) => Palette(visitor).GetByRole(AriaRole.Option, new() { Selected = true });
}
