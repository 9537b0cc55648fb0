using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Startup;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class TwoNodesTests(TwoNodes nodes, Browsers browsers) : BrowserTest(nodes, browsers), IClassFixture<TwoNodes>
{
    /// <summary>Fails when nodes hear of each other neither by notifications nor by the feed's clock (tried); the clock alone is enough, only slower: <see cref="NotificationTests"/> tells them apart.</summary>
    [Fact]
    public async Task What_happens_on_one_node_is_seen_on_the_other()
    {
        await nodes.BothRunAsync();
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var (first, second) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member, at: nodes.Second));
        await first.GoAsync(thread.Path);
        await second.GoAsync(thread.Path);

        await first.Page.ReplyAsync("Written on the first.");
        await second.Page.Post(2).Should().ToContainTextAsync("Written on the first.");
        await second.Page.ReplyAsync("Written on the second.");
        await first.Page.Post(3).Should().ToContainTextAsync("Written on the second.");
        await first.Page.LockAsync("seen by both");
        await second.Page.HasStatusAsync("locked");

        foreach (var page in new[] { first.Page, second.Page }) await page.AuditItem("directive.succeeded").Should().ToHaveCountAsync(1);
        var rows = await TimelineRow.AllAsync(first.Page);
        rows.Select(r => r.Name).ShouldBe(
        [
            "forum.thread.created", "forum.post.created", "forum.post.created", "forum.post.created",
            "forum.thread.lock", "directive.requested", "directive.started", "forum.thread.locked", "directive.succeeded",
        ]);
        (await TimelineRow.AllAsync(second.Page)).ShouldBe(rows);
    }

    /// <summary>Fails when the sweep does not give back the work of runners whose lease has ended (tried).</summary>
    [Fact]
    public async Task Both_nodes_work_and_one_takes_over_from_the_other_when_it_is_killed()
    {
        await nodes.BothRunAsync();
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, replies: 2);
        var schema = organization.Tenant.Schema;
        var (first, second) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member, at: nodes.Second));
        await first.GoAsync(thread.Path);
        await second.GoAsync(thread.Path);
        var hold = await nodes.HoldAsync($"{schema}.forum_posts");
        foreach (var number in new[] { 2, 3 })
        {
            await first.Page.Post(number).GetByTestId("post-hide").ClickAsync();
            await first.Page.ConfirmAsync("off the topic");
        }

        // Each node takes one thing at a time here, so two that run are one on each.
        await nodes.UntilAsync("select count(distinct runner_id) from runtime.running where begun_at is not null", "2");
        foreach (var page in new[] { first.Page, second.Page })
            await page.Locator("[data-testid=audit-item][data-name='forum.post.hide'][data-status=running]").Should().ToHaveCountAsync(2);

        first.ExpectsToBeOffline = true;
        await nodes.KillAsync();
        await hold.DisposeAsync();

        await second.Page.Locator("[data-testid=audit-item][data-name='forum.post.hide'][data-status=succeeded]").Should().ToHaveCountAsync(2, new() { Timeout = TwoNodes.TakeoverMs });
        foreach (var number in new[] { 2, 3 }) await second.Page.Post(number).Should().ToHaveAttributeAsync("data-status", "hidden");
        await second.Page.AuditItem("directive.succeeded").Should().ToHaveCountAsync(2);
        await second.Page.AuditItem("directive.recovered").Should().ToHaveCountAsync(1);
        (await nodes.AskAsync($"select name, count(*) from {schema}.signals where name like 'directive.%' or name = 'forum.post.hidden' group by name order by name collate \"C\"")).ShouldBe(
            ["directive.recovered|1", "directive.requested|2", "directive.started|2", "directive.succeeded|2", "forum.post.hidden|2"]);
        (await nodes.AskAsync($"select distinct status, attempt from {schema}.directives")).ShouldBe(["succeeded|1"]);
    }
}

/// <summary>
/// Two servers on one database: the first on its data directory, the second told of the database by connection strings, as an operator would. Each works on one thing at a time.
/// </summary>
public class TwoNodes : OwnApp
{
    /// <summary>By when the work of a killed node is done, in milliseconds.</summary>
    public const int TakeoverMs = 30_000;

    private FleetProcess? second;

    public Uri Second { get; private set; } = null!;

    protected override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(base.Environment) { ["Work__Concurrency"] = "1" };

    public async Task BothRunAsync()
    {
        if (Process.HasExited) await StartAsync();
        if (second is not null) return;
        var settings = new Dictionary<string, string>(Environment);
        settings.TryAdd("FLEETPROMPT_DB", Logins.Application);
        settings.TryAdd("FLEETPROMPT_DB_OWNER", Logins.Owner);
        second = FleetProcess.Start(["up", "--no-demo", "--urls", "http://127.0.0.1:0", "--data", DataDirectory], settings);
        Second = await second.ReadyAsync();
    }

    /// <summary>Until each has written that.</summary>
    internal async Task UntilBothSayAsync(string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!new[] { Process, second! }.All(p => (p.Output + p.Errors).Contains(text, StringComparison.Ordinal))) await tick.WaitForNextTickAsync(patience.Token);
    }

    public override async ValueTask DisposeAsync()
    {
        if (second is not null)
        {
            await second.TerminateAsync();
            await second.DisposeAsync();
        }

        GC.SuppressFinalize(this);
        await base.DisposeAsync();
    }
}
