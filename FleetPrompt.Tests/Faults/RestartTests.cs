using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class RestartTests(OwnApp app, Browsers browsers) : BrowserTest(app, browsers), IClassFixture<OwnApp>
{
    /// <summary>Blazor asks for its server every five seconds, at worst.</summary>
    private static readonly LocatorAssertionsToHaveCountOptions Patiently = new() { Timeout = 30_000 };

    /// <summary>Fails when a page that the new server does not know is not loaded anew, and when drafts are not shown again (both tried).</summary>
    [Fact]
    public async Task Pages_that_were_open_while_the_server_was_away_catch_up_by_themselves()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 1);
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        var (ownersThread, membersThread) = (await OpenAsync(owner, thread.Path), await OpenAsync(member, thread.Path));
        var (ownersTimeline, membersTimeline) = (await OpenAsync(owner, "/timeline"), await OpenAsync(member, "/timeline"));
        var (dashboard, directives, signals) = (await OpenAsync(member, "/dashboard"), await OpenAsync(owner, "/directives"), await OpenAsync(owner, "/signals"));
        IPage[] pages = [ownersThread, membersThread, ownersTimeline, membersTimeline, dashboard, directives, signals];
        await App.ReplyAsync(organization, thread.Id, "Before.");
        await membersThread.Mark("reply-body").FillAsync("Half a thought");
        foreach (var page in new[] { ownersThread, membersThread }) await page.Mark("post").Should().ToHaveCountAsync(3);
        foreach (var page in pages) await MarkAsync(page);

        (owner.ExpectsToBeOffline, member.ExpectsToBeOffline) = (true, true);
        await app.KillAsync();
        await App.ReplyAsync(organization, thread.Id, "Meanwhile.");
        await HideAsync(organization, thread);
        await app.StartAsync();

        foreach (var page in new[] { ownersThread, membersThread }) await page.Mark("post").Should().ToHaveCountAsync(4, Patiently);
        foreach (var page in pages) await IsLoadedAnewAsync(page);
        (owner.ExpectsToBeOffline, member.ExpectsToBeOffline) = (false, false);
        await membersThread.Mark("reply-body").Should().ToHaveValueAsync("Half a thought");
        await ShowAllAsync(signals, organization);
        await App.ReplyAsync(organization, thread.Id, "After.");

        await ShouldShowThreadAsync(ownersThread, organization, "members", "moderators", "admins");
        await ShouldShowThreadAsync(membersThread, organization, "members");
        await ShouldShowAsync(ownersTimeline, await App.EntriesAsync(organization, "members", "moderators", "admins"));
        await ShouldShowAsync(membersTimeline, await App.EntriesAsync(organization, "members"));
        await ShouldShowAsync(dashboard, await App.EntriesAsync(organization, "members"));
        await directives.Locator("[data-testid=directive-row][data-status=succeeded]").Should().ToHaveCountAsync(1);
        (await IdsAsync(directives, "directive-row")).ShouldBe(await app.AskAsync($"select id from {organization.Tenant.Schema}.directives"));
        await signals.Mark("new-items-pill").Should().ToHaveTextAsync("1 new");
        await signals.Mark("new-items-pill").ClickAsync();
        await signals.Locator("[data-testid=signal-row][data-name='forum.post.created']").Should().ToHaveCountAsync(5);
        (await IdsAsync(signals, "signal-row")).ShouldBe(await app.AskAsync($"select id from {organization.Tenant.Schema}.signals order by seq desc"));
    }

    /// <summary>What the server did as soon as it was back may have come after its page did, and in parts.</summary>
    private async Task ShowAllAsync(IPage signals, TestOrganization organization)
    {
        const string isThere = "ids => document.querySelector('[data-testid=new-items-pill]') || [...document.querySelectorAll('[data-testid=signal-row]')].map(row => row.dataset.id).join() === ids";
        await app.UntilAsync("select (select count(*) from runtime.ready) + (select count(*) from runtime.running)", "0");
        var all = string.Join(',', await app.AskAsync($"select id from {organization.Tenant.Schema}.signals order by seq desc"));
        for (var part = 0; part < 10; part++)
        {
            await signals.WaitForFunctionAsync(isThere, all);
            if (await signals.Mark("new-items-pill").CountAsync() == 0) break;
            await signals.Mark("new-items-pill").ClickAsync();
            await signals.Mark("new-items-pill").Should().ToHaveCountAsync(0);
        }

        string.Join(',', await IdsAsync(signals, "signal-row")).ShouldBe(all);
    }

    /// <summary>Fails when the page is loaded anew as the answer to the form that it is, when it is not loaded anew, and when drafts are not shown again (all tried).</summary>
    [Fact]
    public async Task A_page_that_answered_a_form_comes_back_with_what_was_being_written_and_sends_nothing_again()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var member = await VisitorAsync(organization.Member);
        await member.GoAsync(thread.Path);
        await member.Page.Mark("reply-body").FillAsync(" ");
        await member.Page.Mark("reply-submit").ClickAsync();
        await member.Page.Locator("#reply-error").WaitForAsync();
        await member.Page.ReadyAsync();
        await member.Page.Mark("reply-body").FillAsync("Half a thought");
        var posted = new List<string>();
        member.Page.Request += (_, request) => posted.AddRange(request.Method == "POST" && request.IsNavigationRequest ? [request.Url] : []);
        await MarkAsync(member.Page);

        member.ExpectsToBeOffline = true;
        await app.StopAsync();
        await app.StartAsync();
        await IsLoadedAnewAsync(member.Page);
        member.ExpectsToBeOffline = false;

        posted.ShouldBeEmpty();
        await member.Page.Mark("reply-body").Should().ToHaveValueAsync("Half a thought");
        await member.Page.GetByText("Draft restored").Should().ToBeVisibleAsync();
        await member.Page.ReplyAsync("A whole thought");
        await member.Page.Mark("post").Should().ToHaveCountAsync(2);
        await member.Page.Mark("reply-body").Should().ToHaveValueAsync("");
    }

    /// <summary>Fails when the server does not keep the circuits of pages that are cut off (tried).</summary>
    [Fact]
    public async Task A_page_that_was_cut_off_for_a_moment_goes_on_where_it_was()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var owner = await VisitorAsync(organization.Owner);
        IWebSocketRoute? connection = null;
        var cut = false;
        await owner.Page.RouteWebSocketAsync("**/_blazor?*", socket =>
        {
            if (cut) _ = socket.CloseAsync();
            else (connection, _) = (socket, socket.ConnectToServer());
        });
        await owner.GoAsync(thread.Path);
        await owner.Page.Mark("thread-lock").ClickAsync();
        await owner.Page.Mark("reason-input").FillAsync("enough said");
        await MarkAsync(owner.Page);

        (owner.ExpectsToBeOffline, cut) = (true, true);
        await connection!.CloseAsync();
        await owner.Page.GetByText("Connection lost. Reconnecting…").Should().ToBeVisibleAsync();
        await App.ReplyAsync(organization, thread.Id, "Meanwhile.");
        cut = false;

        await owner.Page.Post(2).Should().ToContainTextAsync("Meanwhile.", new() { Timeout = 30_000 });
        owner.ExpectsToBeOffline = false;
        await owner.Page.Mark("confirm-ok").ClickAsync();
        await owner.Page.HasStatusAsync("locked");
        await owner.Page.GetByText("locked it: enough said").Should().ToBeVisibleAsync();
        await owner.Page.Locator("html[data-before]").Should().ToHaveCountAsync(1);
        await owner.Page.AuditItem("directive.succeeded").Should().ToHaveCountAsync(1);
        await ShouldShowAsync(owner.Page, await App.EntriesAsync(organization, "forum.thread:%", ["members", "moderators", "admins"]));
    }

    private static Task MarkAsync(IPage page) => page.EvaluateAsync("document.documentElement.dataset.before = ''");

    private static async Task IsLoadedAnewAsync(IPage page)
    {
        await page.Locator("html[data-before]").Should().ToHaveCountAsync(0, Patiently);
        await page.ReadyAsync();
    }

    private static async Task<IPage> OpenAsync(Visitor visitor, string path)
    {
        var page = await visitor.Context.NewPageAsync();
        await page.GoAsync(path);
        return page;
    }

    private async Task HideAsync(TestOrganization organization, TestThread thread)
    {
        var post = Guid.Parse((await app.AskAsync($"select id from {organization.Tenant.Schema}.forum_posts where number = 2"))[0]);
        var act = OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
        RunningApp.Must(await App.Services.GetRequiredService<ForumModeration>().HideAsync(act, new PostModeration(post, thread.Id, 0, "unclear"), TestContext.Current.CancellationToken));
    }

    private async Task ShouldShowThreadAsync(IPage page, TestOrganization organization, params string[] sees)
    {
        await page.Mark("post").Should().ToHaveCountAsync(5);
        await page.Post(2).Should().ToHaveAttributeAsync("data-status", "hidden");
        var stream = await App.EntriesAsync(organization, "forum.thread:%", sees);
        await ShouldShowAsync(page, stream);
    }

    /// <summary>Every entry once and no other, in this order.</summary>
    private static async Task ShouldShowAsync(IPage page, IReadOnlyList<string> entries)
    {
        await page.Mark("audit-item").Should().ToHaveCountAsync(entries.Count);
        (await TimelineRow.AllAsync(page)).Select(r => r.Key).ShouldBe(entries);
        await page.Locator("[data-testid=audit-item][data-kind=directive][data-status=succeeded]").Should().ToHaveCountAsync(1);
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(IPage page, string row) =>
        await page.Mark(row).EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.id)");
}
