using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Faults;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

/// <summary>Whose turn it is, and how much at once and in time.</summary>
public sealed class LimitTests(Installation fleet) : DatabaseTests(fleet), IAsyncLifetime
{
    private IWorkQueue Queue => Given.Get<IWorkQueue>();

    public async ValueTask InitializeAsync() => await Given.AsOwner("truncate runtime.ready, runtime.running, runtime.tenants");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Fails when weights do not count (tried).</summary>
    [Fact]
    public async Task Places_are_shared_by_weight()
    {
        var (heavy, light) = (await Given.Org("heavy"), await Given.Org("light"));
        await Queue.GrantAsync(heavy.Tenant.TenantId, new TenantGrant(Weight: 3), Cancel);
        foreach (var org in new[] { heavy, light }) await EnqueueAsync(org, 40, "call");

        var claimed = await ClaimAsync(new(8));

        claimed.Count(c => c.TenantId == heavy.Tenant.TenantId).ShouldBe(6);
        claimed.Count(c => c.TenantId == light.Tenant.TenantId).ShouldBe(2);
    }

    /// <summary>Fails when each claim begins with the first tenant (tried).</summary>
    [Fact]
    public async Task Tenants_take_turns_when_there_are_more_of_them_than_places()
    {
        var orgs = new[] { await Given.Org("a"), await Given.Org("b"), await Given.Org("c"), await Given.Org("d"), await Given.Org("e") };
        foreach (var org in orgs) await EnqueueAsync(org, 10, "call");
        var (turns, last) = (new List<int>(), int.MaxValue);

        for (var n = 0; n < 5; n++)
        {
            var claimed = await ClaimAsync(new(2, After: last));
            turns.AddRange(claimed.Select(c => c.TenantId).Distinct());
            last = WorkRunner.LastTurn(claimed, last);
        }

        turns.CountBy(t => t).ShouldAllBe(t => t.Value == 2);
        turns.Distinct().Count().ShouldBe(5);
    }

    /// <summary>Fails when what runs is not counted, and when claims for a capped tenant do not wait for each other (both tried).</summary>
    [Fact]
    public async Task A_tenants_cap_holds_over_all_nodes_and_frees_a_place_for_each_that_ends()
    {
        var (capped, free) = (await Given.Org("capped"), await Given.Org("free"));
        await Queue.GrantAsync(capped.Tenant.TenantId, new TenantGrant(MaxRunning: 3), Cancel);
        await EnqueueAsync(capped, 20, "call");
        await EnqueueAsync(capped, 20, "batch", shares: true);
        await EnqueueAsync(free, 20, "call");

        var claims = await ClaimOnNodesAsync(6, new(8));

        var running = claims.SelectMany(c => c).Where(c => c.TenantId == capped.Tenant.TenantId).ToList();
        running.Count.ShouldBe(3);
        claims.Sum(c => c.Count).ShouldBe(23);
        await capped.DoOk(unit => Queue.FinishAsync(unit, [running[0]], Cancel));
        (await ClaimAsync(new(8))).ShouldHaveSingleItem();

        await Queue.GrantAsync(capped.Tenant.TenantId, TenantGrant.Usual, Cancel);
        (await Queue.GrantsAsync(Cancel)).Keys.ShouldNotContain(capped.Tenant.TenantId);
        (await ClaimAsync(new(8))).Count.ShouldBeGreaterThan(8);
    }

    /// <summary>Fails when claims for the same tenant do not wait for each other, and when what may not begin stands in the way of what may (both tried).</summary>
    [Fact]
    public async Task A_names_cap_holds_for_each_organisation_over_all_nodes_and_others_go_past()
    {
        var (one, two) = (await Given.Org("one"), await Given.Org("two"));
        foreach (var org in new[] { one, two })
        {
            await EnqueueAsync(org, 10, "slow", priority: -1);
            await EnqueueAsync(org, 2, "quick");
        }

        IReadOnlyList<WorkLimit> limits = [new("slow", MaxRunning: 2, PerSecond: null, Burst: 0)];
        var claims = await ClaimOnNodesAsync(6, new(12) { Limits = limits });

        claims.SelectMany(c => c).CountBy(c => (c.TenantId, c.Priority)).ToDictionary().Values.ShouldBe([2, 2, 2, 2]);
    }

    /// <summary>Fails when what is claimed is not taken from the bucket, when nothing flows into it, and when it can run over (all tried).</summary>
    [Fact]
    public async Task A_rate_lets_a_burst_through_and_then_what_flows_into_the_bucket()
    {
        var acme = await Given.Org();
        await EnqueueAsync(acme, 20, "digest", shares: true);
        IReadOnlyList<WorkLimit> limits = [new("digest", null, PerSecond: 1d / 3600, Burst: 3)];

        (await ClaimOnNodesAsync(4, new(8) { Limits = limits })).Sum(c => c.Count).ShouldBe(3);
        (await ClaimAsync(new(8) { Limits = limits })).ShouldBeEmpty();

        await Given.AsOwner("update runtime.buckets set filled_at = filled_at - interval '2 hours 1 minute'");
        (await ClaimAsync(new(8) { Limits = limits })).Count.ShouldBe(2);
        await Given.AsOwner("update runtime.buckets set filled_at = filled_at - interval '1 year'");
        (await ClaimAsync(new(8) { Limits = limits })).Count.ShouldBe(3);
    }

    /// <summary>Fails when what is left in a bucket is shared out over all tenants together (tried).</summary>
    [Fact]
    public async Task Another_organisations_bucket_is_its_own()
    {
        var (one, two) = (await Given.Org("one"), await Given.Org("two"));
        foreach (var org in new[] { one, two }) await EnqueueAsync(org, 5, "digest");

        var claimed = await ClaimAsync(new(20) { Limits = [new("digest", null, PerSecond: 0.001, Burst: 2)] });

        claimed.CountBy(c => c.TenantId).Select(c => c.Value).ShouldBe([2, 2]);
    }

    private Task<IReadOnlyList<ClaimedWork>> ClaimAsync(ClaimAsk ask) => ClaimAsync(Queue, ask);

    /// <summary>Each over a connection of its own, and none can end before all have begun.</summary>
    private async Task<IReadOnlyList<ClaimedWork>[]> ClaimOnNodesAsync(int nodes, ClaimAsk ask)
    {
        const string waiting = "select count(distinct pid) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())";
        List<Task<IReadOnlyList<ClaimedWork>>> claims;
        await using (await TableLock.TakeAsync(Given.Logins.Owner, "runtime.running", read: false))
        {
            claims = [.. Enumerable.Range(0, nodes).Select(_ => ClaimOnNodeAsync(ask))];
            await Until.ItIsAsync(() => Given.AskOwner<long>(waiting), nodes);
        }

        return await Task.WhenAll(claims);
    }

    private async Task<IReadOnlyList<ClaimedWork>> ClaimOnNodeAsync(ClaimAsk ask)
    {
        await using var node = Given.AnotherNode();
        return await ClaimAsync(node.GetRequiredService<IWorkQueue>(), ask);
    }

    private static async Task<IReadOnlyList<ClaimedWork>> ClaimAsync(IWorkQueue queue, ClaimAsk ask)
    {
        var runner = Guid.NewGuid();
        await queue.HeartbeatAsync(runner, "here", TimeSpan.FromHours(1), Cancel);
        return await queue.ClaimAsync(runner, ask, Cancel);
    }

    private Task EnqueueAsync(Org org, int count, string name, int priority = 0, bool shares = false) =>
        org.DoOk(async unit =>
        {
            Queue.Enqueue(unit, [.. Enumerable.Range(0, count).Select(_ => new QueuedWork("rehearsal", Guid.NewGuid(), name, Priority: priority, Shares: shares))]);
            return true;
        });
}
