using System.Collections.Concurrent;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>Notifications between nodes that are lost, that come twice, too early or too late.</summary>
[Trait("Category", "Fault")]
public sealed class NotificationTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly string[] WholeLife = ["directive.requested", "directive.started", "directive.succeeded"];

    /// <summary>Nobody rings at all. Fails when the sweep is taken out of the node's schedule (tried).</summary>
    [Fact]
    public async Task Work_whose_notifications_are_all_lost_is_done_by_the_sweep()
    {
        var acme = await Given.Org();
        await using var node = await Node.StartAsync(Given, Hears.Clock);

        var asked = await AskAsync(acme, 20);

        await DoneAsync(acme);
        foreach (var id in asked) (await acme.Told(id)).ShouldBe(WholeLife);
    }

    /// <summary>Fails when the feed reads on a ring alone (tried).</summary>
    [Fact]
    public async Task A_page_whose_notifications_are_all_lost_catches_up_by_the_clock()
    {
        var acme = await Given.Org();
        var time = new ManualTime();
        using var feed = new LiveFeed(Units, Given.Get<ISignalLog>(), new Doorbell(), time, NullLogger<LiveFeed>.Instance);
        using var page = await feed.WatchAsync(acme.Tenant, new(Visibility.Members), Cancel);
        await time.UntilWaitingAsync(LiveFeed.SafetyInterval, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var sent = await acme.Emit();

        time.Advance(LiveFeed.SafetyInterval);

        (await NextAsync(page)).ShouldBe([sent.Id]);
    }

    /// <summary>The node listens and has no clock. Fails when it does not look at everything once it listens again (tried).</summary>
    [Fact]
    public async Task What_was_rung_while_a_nodes_listener_was_away_is_done_when_it_is_back()
    {
        var acme = await Given.Org();
        await using var node = await Node.StartAsync(Given, Hears.Others);
        await Until.ItIsAsync(() => Given.AskOwner<long>($"select count(*) {Listeners}"), 1);
        var asked = await AskAsync(acme, 1);

        await Given.AsOwner($"select pg_terminate_backend(pid) {Listeners}");

        await DoneAsync(acme);
        (await acme.Told(asked[0])).ShouldBe(WholeLife);
    }

    /// <summary>
    /// Two nodes hear each notification three times. Fails when a claim leaves in line what it has claimed, which then keeps all else from being done, and when the feed does not move its
    /// cursor (both tried).
    /// </summary>
    [Fact]
    public async Task Notifications_that_come_again_and_again_run_nothing_twice_and_show_nothing_twice()
    {
        var acme = await Given.Org();
        await using var sender = await Node.StartAsync(Given, Hears.Others, claims: false);
        await using var second = await Node.StartAsync(Given, Hears.Others);
        await using var third = await Node.StartAsync(Given, Hears.Others);
        await using var echo = await Echo.StartAsync(Given.Logins.Owner, times: 2);
        using var page = await second.Feed.WatchAsync(acme.Tenant, new(Visibility.Members), Cancel);
        var runs = new ConcurrentQueue<Guid>();

        var asked = await AskAsync(acme, 40, runs.Enqueue, sender);
        await DoneAsync(acme);
        await Until.ItIsAsync(() => Task.FromResult(echo.Heard > 0), true);
        var last = await acme.Emit("last");
        await echo.SendAsync(acme.Tenant.TenantId);

        runs.ShouldBeUnique();
        runs.Count.ShouldBe(asked.Count);
        foreach (var id in asked) (await acme.Told(id)).ShouldBe(WholeLife);
        var shown = await UpToAsync(page, last.Id);
        shown.ShouldBeUnique();
        shown.Count.ShouldBe((3 * asked.Count) + 1);
    }

    /// <summary>The nodes have no clock. Fails when a unit rings before it has committed and not after (tried).</summary>
    [Fact]
    public async Task A_notification_that_comes_before_the_commit_is_visible_loses_nothing()
    {
        var acme = await Given.Org();
        await using var sender = await Node.StartAsync(Given, Hears.Others, claims: false);
        await using var node = await Node.StartAsync(Given, Hears.Others);
        await using var echo = await Echo.StartAsync(Given.Logins.Owner, times: 0);
        using var page = await node.Feed.WatchAsync(acme.Tenant, new(Visibility.Members), Cancel);
        var early = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = node.Doorbell.Listen(tenant =>
        {
            if (tenant == acme.Tenant.TenantId) early.TrySetResult();
        });
        var ask = new Rehearsal(Guid.NewGuid());

        var asked = (await acme.Do(async unit =>
        {
            var receipt = await sender.Get<DirectiveService>().RequestAsync(unit, Rehearsals.Play, new(new("test.thing", ask.Subject), ask, "1"));
            await echo.SendAsync(acme.Tenant.TenantId);
            await early.Task.WaitAsync(Cancel);
            (await ClaimedElsewhereAsync(node)).ShouldBe(0);
            return receipt;
        })).ShouldBeOk();

        await DoneAsync(acme);
        (await acme.Told(asked.Id)).ShouldBe(WholeLife);
        (await UpToAsync(page, (await acme.Signals(s => s.SubjectId == asked.Id))[^1].Id)).Count.ShouldBe(WholeLife.Length);
    }

    /// <summary>Fails when a claim leaves in line what it has claimed, and when the feed does not move its cursor (both tried).</summary>
    [Fact]
    public async Task A_notification_that_comes_long_after_its_work_was_done_does_nothing()
    {
        var acme = await Given.Org();
        await using var node = await Node.StartAsync(Given, Hears.Others);
        await using var echo = await Echo.StartAsync(Given.Logins.Owner, times: 0);
        using var page = await node.Feed.WatchAsync(acme.Tenant, new(Visibility.Members), Cancel);
        var runs = new ConcurrentQueue<Guid>();
        var asked = await AskAsync(acme, 5, runs.Enqueue, node);
        await DoneAsync(acme);
        var shown = await UpToAsync(page, (await acme.Signals())[^1].Id);

        await echo.SendAsync(acme.Tenant.TenantId);
        (await ClaimedElsewhereAsync(node)).ShouldBe(0);
        var last = await acme.Emit("last");
        await echo.SendAsync(acme.Tenant.TenantId);

        (await UpToAsync(page, last.Id)).ShouldBe([last.Id]);
        shown.ShouldBeUnique();
        runs.Count.ShouldBe(asked.Count);
    }

    /// <summary>Backends of this database that wait for notifications, and are the application's.</summary>
    private const string Listeners = "from pg_stat_activity where datname = current_database() and application_name = 'FleetPrompt' and state = 'idle' and query ilike 'listen %'";

    /// <summary>A claim of the node's, after those that it has begun.</summary>
    private static Task<int> ClaimedElsewhereAsync(Node node)
    {
        using (ExecutionContext.SuppressFlow()) return Task.Run(() => node.Runner.ClaimAsync(Cancel), Cancel);
    }

    private async Task<List<Guid>> AskAsync(Org org, int count, Action<Guid>? ran = null, Node? rings = null)
    {
        var (asked, services) = (new List<Guid>(), rings?.Services ?? Given.Services); // the installation itself rings nobody
        for (var n = 0; n < count; n++)
        {
            var args = new Rehearsal(Guid.NewGuid());
            Stage.When(args.Subject, (run, _) =>
            {
                ran?.Invoke(args.Subject);
                run.Unit.Db.Add(new ForumCategory { Slug = $"{args.Subject:N}", Name = "Row", CreatedByUserId = Guid.Empty });
                return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
            });
            asked.Add((await org.Do(unit => services.GetRequiredService<DirectiveService>().RequestAsync(unit, Rehearsals.Play, new(new("test.thing", args.Subject), args, "1")))).ShouldBeOk().Id);
        }

        return asked;
    }

    private static Task DoneAsync(Org org) => Until.ItIsAsync(async () => (await org.All<Directive>(d => d.Status == DirectiveStates.Succeeded)).Count == (await org.All<Directive>()).Count, true);

    private static async Task<List<Guid>> NextAsync(LiveSubscription page) =>
        [.. (await page.NextAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldNotBeNull().Signals.Select(s => s.Id)];

    private static async Task<List<Guid>> UpToAsync(LiveSubscription page, Guid last)
    {
        var shown = new List<Guid>();
        while (!shown.Contains(last)) shown.AddRange(await NextAsync(page));
        return shown;
    }

    /// <summary>Sends each notification that it hears again, so many times, in another's name; and what it is asked to.</summary>
    private sealed class Echo : IAsyncDisposable
    {
        private const string Name = "echo";
        private readonly CancellationTokenSource stop = new();
        private NpgsqlDataSource source = null!;
        private Task listening = Task.CompletedTask;
        private int heard;

        public int Heard => Volatile.Read(ref heard);

        public static async Task<Echo> StartAsync(string connection, int times)
        {
            var echo = new Echo { source = NpgsqlDataSource.Create(connection + ";Pooling=false") };
            var listener = await echo.source.OpenConnectionAsync(Cancel);
            var again = new ConcurrentQueue<string>();
            listener.Notification += (_, notification) => again.Enqueue(notification.Payload);
            await using (var listen = new NpgsqlCommand("listen fleetprompt", listener)) await listen.ExecuteNonQueryAsync(Cancel);
            echo.listening = Task.Run(async () =>
            {
                await using (listener)
                {
                    while (!echo.stop.IsCancellationRequested)
                    {
                        await listener.WaitAsync(echo.stop.Token);
                        while (again.TryDequeue(out var payload))
                        {
                            if (payload.StartsWith(Name, StringComparison.Ordinal)) continue;
                            Interlocked.Increment(ref echo.heard);
                            for (var n = 0; n < times; n++) await echo.SendAsync($"{Name} {payload.Split(' ')[1]}");
                        }
                    }
                }
            });
            return echo;
        }

        /// <summary>As if another node had something for this tenant.</summary>
        public Task SendAsync(int tenant) => SendAsync($"{Name} {tenant}");

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync();
            stop.Dispose();
        }

        private async Task SendAsync(string payload)
        {
            await using var notify = source.CreateCommand("select pg_notify('fleetprompt', $1)");
            notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload });
            await notify.ExecuteNonQueryAsync(Cancel);
        }
    }
}
