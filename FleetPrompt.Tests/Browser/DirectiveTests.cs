using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class DirectiveTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task A_failed_directive_is_run_again_for_a_reason_that_stays_with_it()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization);
        var directive = await App.FailedLockAsync(organization);
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync("/directives?status=failed");
        await Row(owner.Page).Should().ToContainTextAsync("conflict The thread had changed since your page showed it (it is locked now).");
        await owner.GoAsync("/directives");
        await member.GoAsync("/directives");
        await Row(member.Page).Should().ToHaveAttributeAsync("data-status", "failed");
        await member.Page.Mark("directive-rerun").Should().ToHaveCountAsync(0);

        await owner.Page.Mark("directive-rerun").ClickAsync();
        await owner.Page.Mark("confirm-ok").ClickAsync();
        (await owner.Page.Mark("reason-input").EvaluateAsync<bool>("i => i.matches(':invalid')")).ShouldBeTrue("without a reason nothing is sent");
        await App.AskAsync($"update {organization.Tenant.Schema}.forum_threads set status = 'open'");
        await owner.Page.ConfirmAsync("The thread is open again");

        foreach (var page in new[] { owner.Page, member.Page }) await Row(page).Should().ToHaveAttributeAsync("data-status", "succeeded");
        await owner.Page.Mark("directive-rerun").Should().ToHaveCountAsync(0);
        await ShouldTellItsAttemptsAsync(owner, $"/directives/{directive}", "run again by Ola Nordin: The thread is open again");
        await ShouldTellItsAttemptsAsync(owner, $"/timeline?selected=directive:{directive}", "run again by Ola Nordin: The thread is open again");
        await ShouldTellItsAttemptsAsync(member, $"/timeline?selected=directive:{directive}", "run again by Ola Nordin");
        (await member.Page.ContentAsync()).ShouldNotContain("The thread is open again");
        var told = (await TimelineRow.AllAsync(owner.Page)).Where(r => r.Name.StartsWith("directive.", StringComparison.Ordinal)).ToList();
        told.Select(r => r.Name).ShouldBe(["directive.requested", "directive.started", "directive.failed", "directive.rerun.requested", "directive.started", "directive.succeeded"]);
        told[3].Actor.ShouldBe("Ola Nordin");
    }

    [Fact]
    public async Task When_two_want_to_run_it_again_one_does_and_the_other_is_told()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization);
        var directive = await App.FailedLockAsync(organization);
        var (owner, admin) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        foreach (var visitor in new[] { owner, admin })
        {
            await visitor.GoAsync($"/directives/{directive}");
            await visitor.Page.Mark("directive-rerun").ClickAsync();
            await visitor.Page.Mark("reason-input").FillAsync("Once more");
        }

        await owner.Page.Mark("confirm-ok").ClickAsync();

        await admin.Page.Mark("error-message").Should().ToContainTextAsync("it is at attempt 2 now");
        await admin.Page.Mark("confirm-ok").Should().ToHaveCountAsync(0);
        await Row(admin.Page).Should().ToHaveAttributeAsync("data-status", "failed");
        await owner.Page.Mark("error-message").Should().ToHaveCountAsync(0);
        (await App.AskAsync($"select attempt, outcome from {organization.Tenant.Schema}.directive_attempts order by 1")).ShouldBe(["1|failed", "2|failed"]);
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.signals where name = 'directive.rerun.requested'")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Phone")]
    public async Task All_that_failed_are_run_again_at_once_for_one_reason(string look)
    {
        var organization = await App.OrganizationAsync();
        for (var n = 0; n < 3; n++)
        {
            await App.ThreadAsync(organization);
            await App.FailedLockAsync(organization);
        }

        var owner = await VisitorAsync(organization.Owner, Enum.Parse<Look>(look));
        await owner.GoAsync("/directives");
        await owner.Page.Mark("bulk-ask").Should().ToHaveCountAsync(0);
        await owner.GoAsync("/directives?status=failed");
        await App.AskAsync($"update {organization.Tenant.Schema}.forum_threads set status = 'open'");

        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Rerun all 3" }).ClickAsync();
        (await owner.Page.FaultsAsync()).ShouldBeEmpty();
        await owner.Page.ConfirmAsync("They are open again");

        await owner.Page.Mark("bulk-outcome").Should().ToContainTextAsync("3 directives run again.");
        await Row(owner.Page).Should().ToHaveCountAsync(0);
        (await App.AskAsync($"select outcome, count(*), count(distinct rerun_reason) from {organization.Tenant.Schema}.directive_attempts where attempt = 2 group by 1")).ShouldBe(["succeeded|3|1"]);
        (await owner.Page.FaultsAsync()).ShouldBeEmpty();
    }

    private static ILocator Row(IPage page) => page.Mark("directive-row");

    private static async Task ShouldTellItsAttemptsAsync(Visitor visitor, string path, string second)
    {
        await visitor.GoAsync(path);
        var attempts = visitor.Page.Mark("inspector").Locator(".fp-attempts li");
        await attempts.Should().ToHaveCountAsync(2);
        await attempts.First.Should().ToContainTextAsync("it is locked now");
        await attempts.Last.Should().ToContainTextAsync(second);
    }
}
