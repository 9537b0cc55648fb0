using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

public sealed partial class IsolationTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task What_another_organisation_has_is_answered_like_what_nobody_has()
    {
        var demo = await VisitorAsync("owner@demo.test");
        await demo.GoAsync("/forums");
        var thread = (await demo.Page.Mark("thread-item").Locator("a").First.GetAttributeAsync("href"))!;
        var category = (await demo.Page.Mark("category-item").Locator("a").First.GetAttributeAsync("href"))!;
        await demo.GoAsync("/timeline");
        var row = (await TimelineRow.AllAsync(demo.Page))[0];
        var id = thread.Split('/')[3];
        var acme = await VisitorAsync("owner@acme.test");

        await ShouldBeStrangeAsync(acme, thread, thread.Replace(id, $"{Guid.NewGuid()}", StringComparison.Ordinal));
        await ShouldBeStrangeAsync(acme, $"/forums/t/{id}", $"/forums/t/{Guid.NewGuid()}");
        await ShouldBeStrangeAsync(acme, $"{thread}?page=1#post-1", $"/forums/t/{Guid.NewGuid()}/x?page=1#post-1");
        await ShouldBeStrangeAsync(acme, category, "/forums/c/no-such-category");
        await ShouldBeStrangeAsync(acme, $"/timeline/c/{row.Correlation}", $"/timeline/c/{Guid.NewGuid()}");
        await acme.GoAsync($"/timeline?selected={row.Kind}:{row.Id}");
        await acme.Page.Mark("inspector").Should().ToHaveCountAsync(0);
        (await TimelineRow.AllAsync(acme.Page)).ShouldNotContain(r => r.Id == row.Id);
    }

    [Fact]
    public async Task Nobody_posts_into_the_thread_of_another_organisation()
    {
        var (ours, theirs) = (await App.OrganizationAsync(), await App.OrganizationAsync());
        var (own, foreign) = (await App.ThreadAsync(ours), await App.ThreadAsync(theirs));
        var member = await VisitorAsync(ours.Member);
        await member.GoAsync(own.Path);
        await member.Page.Mark("reply-body").FillAsync("Over the wall.");
        var form = await member.Page.FormOfAsync("reply-body");

        var refused = await member.PostAsync(foreign.Path, form);

        refused.Status.ShouldBe(404);
        refused.Status.ShouldBe((await member.PostAsync($"/forums/t/{Guid.NewGuid()}/x", form)).Status);
        (await App.AskAsync($"select count(*) from {theirs.Tenant.Schema}.forum_posts")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Nobody_switches_to_an_organisation_of_others()
    {
        var (ours, theirs) = (await App.OrganizationAsync(), await App.OrganizationAsync());
        var member = await VisitorAsync(ours.Member);
        await member.GoAsync("/dashboard");
        var form = await member.Page.FormOfAsync("org-switcher");
        form["organisationId"] = $"{theirs.Tenant.OrganizationId}";

        (await member.PostAsync("/org/select", form)).Status.ShouldBe(404);

        await member.GoAsync("/dashboard");
        await member.Page.Mark("current-org").Should().ToHaveTextAsync(ours.Name);
    }

    private static async Task ShouldBeStrangeAsync(Visitor visitor, string theirs, string nobodys)
    {
        var (existing, missing) = (await visitor.Context.APIRequest.GetAsync(theirs), await visitor.Context.APIRequest.GetAsync(nobodys));
        existing.Status.ShouldBe(404, theirs);
        missing.Status.ShouldBe(404, nobodys);
        Shape(await existing.TextAsync(), theirs).ShouldBe(Shape(await missing.TextAsync(), nobodys));
        existing.Headers.Keys.Order().ShouldBe(missing.Headers.Keys.Order());
    }

    /// <summary>The page without what differs from one request to the next.</summary>
    private static string Shape(string html, string path) => Changing().Replace(html.Replace(path.Split('#')[0], "PATH", StringComparison.Ordinal), "");

    [GeneratedRegex("""name="__RequestVerificationToken" value="[^"]*"|<!--Blazor[^>]*-->|<code>[^<]*</code>|data-copy="[^"]*"|<time.*?</time>""", RegexOptions.Singleline)]
    private static partial Regex Changing();
}
