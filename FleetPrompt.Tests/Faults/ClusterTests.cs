using FleetPrompt.Tests.Browser;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class ClusterTests(Cluster cluster, Browsers browsers) : BrowserTest(cluster, browsers), IClassFixture<Cluster>
{
    private static readonly LocatorAssertionsToHaveCountOptions Patiently = new() { Timeout = 60_000 };

    /// <summary>
    /// Fails when nodes hear of each other neither by notifications nor by the feed's clock, when each has a key ring of its own, and when a page that the other node does not know is not
    /// loaded anew (all tried).
    /// </summary>
    [Fact]
    public async Task Pages_on_two_nodes_see_the_same_and_a_killed_nodes_page_goes_on_at_the_other()
    {
        Cluster.Require();
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var pins = await cluster.PinsAsync();
        var (first, second) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Admin));
        foreach (var (visitor, pin) in new[] { (first, pins[0]), (second, pins[1]) })
        {
            await PinAsync(visitor, pin);
            (await NodeOfAsync(await visitor.GoAsync(thread.Path))).ShouldBe(pin.Node);
        }

        await first.Page.LockAsync("enough said");
        await second.Page.HasStatusAsync("locked");
        foreach (var visitor in new[] { first, second }) await ShouldShowThreadAsync(visitor.Page, organization);

        var served = new List<string>();
        first.Page.Response += async (_, answer) =>
        {
            if (answer.Request.IsNavigationRequest) served.Add(await NodeOfAsync(answer));
        };
        await first.Page.EvaluateAsync("document.documentElement.dataset.before = ''");
        first.ExpectsToBeOffline = true;
        await cluster.KillAsync(pins[0]);
        await second.Page.Post(2).GetByTestId("post-hide").ClickAsync();
        await second.Page.ConfirmAsync("off the topic");
        await first.Page.Locator("html[data-before]").Should().ToHaveCountAsync(0, Patiently);
        await first.Page.ReadyAsync();
        first.ExpectsToBeOffline = false;

        // It may have asked the dead one first.
        served.Select(nodes => nodes.Split(", ")[^1]).ShouldBe([pins[1].Node]);
        foreach (var visitor in new[] { first, second })
        {
            await visitor.Page.AuditItem("directive.succeeded").Should().ToHaveCountAsync(2, Patiently);
            await ShouldShowThreadAsync(visitor.Page, organization);
        }

        await cluster.GoOnAsync();
        await Cluster.UntilReadyAsync(pins[0].Node);
    }

    /// <summary>Fails when each node has a key ring of its own (tried).</summary>
    [Fact]
    public async Task A_session_that_one_node_opened_and_a_form_that_it_rendered_are_good_on_the_other()
    {
        Cluster.Require();
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var pins = await cluster.PinsAsync();
        var visitor = await VisitorAsync();
        await PinAsync(visitor, pins[0]);
        await visitor.SignInAsync(organization.Member);
        // A page that is still on its way to its circuit must not be torn between two nodes.
        await visitor.Page.ReadyAsync();

        await PinAsync(visitor, pins[1]);
        var page = await visitor.GoAsync(thread.Path);
        (await NodeOfAsync(page)).ShouldBe(pins[1].Node);
        await PinAsync(visitor, pins[0]);
        await visitor.Page.ReplyAsync("Rendered on one, sent to the other.");

        await visitor.Page.Post(2).Should().ToContainTextAsync("Rendered on one, sent to the other.");
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.forum_posts")).ShouldBe(["2"]);
        await App.UntilAsync("select count(distinct node) from runtime.runners where lease_until > now()", "2"); // the lease of a node that another test has ended runs out
    }

    private Task PinAsync(Visitor visitor, Pin pin) =>
        visitor.Context.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "fp_node", Value = pin.Browser, Url = cluster.Origin.ToString(), HttpOnly = true }]);

    private static async Task<string> NodeOfAsync(IResponse answer) => await answer.HeaderValueAsync("x-node") ?? "nobody";

    /// <summary>Every post and every entry of the thread's timeline once, and no other.</summary>
    private async Task ShouldShowThreadAsync(IPage page, TestOrganization organization)
    {
        var entries = await App.EntriesAsync(organization, "forum.thread:%", ["members", "moderators", "admins"]);
        await page.Mark("audit-item").Should().ToHaveCountAsync(entries.Count, Patiently);
        (await TimelineRow.AllAsync(page)).Select(r => r.Key).ShouldBe(entries);
        (await page.Mark("post").EvaluateAllAsync<string[]>("posts => posts.map(p => p.id)"))
            .ShouldBe(await App.AskAsync($"select 'post-' || number from {organization.Tenant.Schema}.forum_posts order by number"));
    }
}
