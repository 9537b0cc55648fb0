using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class CodeTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    private const string Post = "```cs\nvar a = 1; // :tada:\n```\n\n:tada:\n\n```\"><script>window.pwned=1</script>\n<b>x</b>\n```";

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    public async Task Code_and_emoji_are_shown_in_the_preview_as_in_the_post(string look)
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member, Enum.Parse<Look>(look));
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FillAsync(Post);
        await member.Page.Locator("[data-tab=preview]").ClickAsync();
        var preview = member.Page.Locator("[data-preview]");
        await preview.Locator("pre .fp-code-keyword").Should().ToHaveTextAsync("var");
        var shown = await preview.InnerHTMLAsync();
        await member.Page.Locator("[data-tab=write]").ClickAsync();
        await member.Page.Mark("reply-submit").ClickAsync();
        await member.Page.Post(2).WaitForAsync();
        await member.Page.ReadyAsync();
        var body = member.Page.Post(2).GetByTestId("post-body");

        (await body.InnerHTMLAsync()).ShouldEndWith(shown);
        shown.ShouldContain("<p>🎉</p>");
        await body.Locator("script, b").Should().ToHaveCountAsync(0);
        (await member.Page.EvaluateAsync<bool>("window.pwned === undefined")).ShouldBeTrue();
        (await body.Locator(".fp-code-keyword").EvaluateAsync<bool>("e => getComputedStyle(e).color !== getComputedStyle(e.parentElement).color")).ShouldBeTrue();
        (await member.Page.FaultsAsync()).ShouldBeEmpty();
    }
}
