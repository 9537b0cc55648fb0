using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed class SignInTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var visitor = await VisitorAsync();
        var answers = new List<(string, int)>();
        foreach (var email in new[] { "owner@demo.test", "nobody@nowhere.test" })
        {
            await visitor.GoAsync("/login");
            await visitor.Page.Mark("login-email").FillAsync(email);
            await visitor.Page.Mark("login-password").FillAsync("not the password at all");
            var response = await visitor.Page.RunAndWaitForResponseAsync(() => visitor.Page.Mark("login-submit").ClickAsync(), r => r.Request.Method == "POST");
            answers.Add((await visitor.Page.Mark("error-message").InnerTextAsync(), response.Status));
            await visitor.Page.Mark("login-email").Should().ToHaveValueAsync(email);
            await visitor.Page.Mark("login-password").Should().ToHaveValueAsync("");
        }

        answers.Distinct().ShouldBe([("E-mail or password is wrong.", 422)]);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:evil.example")]
    public async Task Signing_in_never_leads_to_another_origin(string returnUrl)
    {
        var organization = await App.OrganizationAsync();
        var visitor = await VisitorAsync();
        await visitor.GoAsync($"/login?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await visitor.Page.Mark("login-email").FillAsync(organization.Member);
        await visitor.Page.Mark("login-password").FillAsync(RunningApp.Password);
        await visitor.Page.Mark("login-submit").ClickAsync();

        await visitor.Page.WaitForURLAsync($"{App.Origin}dashboard");
    }

    [Fact]
    public async Task One_comes_back_to_where_one_wanted_to_go()
    {
        var organization = await App.OrganizationAsync();
        var visitor = await VisitorAsync();
        await visitor.GoAsync("/timeline?kind=signal");
        await visitor.Page.Mark("login-email").FillAsync(organization.Member);
        await visitor.Page.Mark("login-password").FillAsync(RunningApp.Password);
        await visitor.Page.Mark("login-submit").ClickAsync();

        await visitor.Page.WaitForURLAsync("**/timeline?kind=signal");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var organization = await App.OrganizationAsync();
        var visitor = await VisitorAsync(organization.Member);
        await visitor.GoAsync("/dashboard");
        await visitor.Page.Mark("user-menu").ClickAsync();
        await visitor.Page.Mark("logout-submit").ClickAsync();
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Sign in" }).First.WaitForAsync();

        await visitor.GoAsync("/dashboard");

        visitor.Page.Url.ShouldContain("/login?returnUrl=%2Fdashboard");
    }

    [Fact]
    public async Task Whoever_registers_owns_a_new_organisation()
    {
        var visitor = await VisitorAsync();
        await visitor.GoAsync("/register");
        await visitor.Page.Mark("register-name").FillAsync("Ines <i>Moreau</i>");
        await visitor.Page.Mark("register-email").FillAsync($"ines{Guid.NewGuid():N}@example.org");
        await visitor.Page.Mark("register-password").FillAsync("short");
        await visitor.Page.Mark("register-org").FillAsync("Moreau & fils <script>");
        await visitor.Page.Mark("register-submit").ClickAsync();
        await visitor.Page.Locator("#password-error").Should().ToContainTextAsync("12 characters");
        await visitor.Page.Mark("register-org").Should().ToHaveValueAsync("Moreau & fils <script>");
        await visitor.Page.Mark("register-password").FillAsync(RunningApp.Password);
        await visitor.Page.Mark("register-submit").ClickAsync();

        await visitor.Page.WaitForURLAsync("**/dashboard");
        await visitor.Page.ReadyAsync();
        await visitor.Page.Mark("current-org").Should().ToHaveTextAsync("Moreau & fils <script>");
        await visitor.Page.GetByText("Signed in as Ines <i>Moreau</i>, owner.").Should().ToBeVisibleAsync();
        await visitor.Page.AuditItem("org.created").Should().ToHaveCountAsync(1);
    }
}
