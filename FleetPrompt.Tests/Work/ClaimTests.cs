using System.Collections.Concurrent;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

public sealed class ClaimTests(Installation fleet) : DatabaseTests(fleet)
{
    private const string Kind = "rehearsal";

    private IWorkQueue Queue => Given.Get<IWorkQueue>();

    [Fact]
    public async Task One_tenant_with_much_to_do_does_not_keep_the_others_waiting()
    {
        var (busy, calm) = (await Given.Org("busy"), await Given.Org("calm"));
        await Enqueue(busy, 40);
        await Enqueue(calm, 3);
        var runner = await Runner();

        var claimed = await Queue.ClaimAsync(runner, new(6), Cancel);

        claimed.Count(c => c.TenantId == busy.Tenant.TenantId).ShouldBe(3);
        claimed.Count(c => c.TenantId == calm.Tenant.TenantId).ShouldBe(3);
        await Empty(runner);
    }

    [Fact]
    public async Task No_item_goes_to_two_of_many_claimers_and_every_item_goes_to_one()
    {
        var orgs = new[] { await Given.Org("one"), await Given.Org("two"), await Given.Org("three") };
        var enqueued = (await Task.WhenAll(orgs.Select(o => Enqueue(o, 50)))).SelectMany(ids => ids).ToHashSet();
        var claimed = new ConcurrentBag<ClaimedWork>();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var node = Given.AnotherNode();
            var (queue, runner) = (node.GetRequiredService<IWorkQueue>(), await Runner());
            while (!enqueued.IsSubsetOf(claimed.Select(c => c.WorkId)))
                foreach (var work in await queue.ClaimAsync(runner, new(5), Cancel)) claimed.Add(work);
        }));

        claimed.Count.ShouldBe(enqueued.Count);
        claimed.Select(c => c.Token).Distinct().Count().ShouldBe(enqueued.Count);
    }

    [Fact]
    public async Task What_matters_more_and_waited_longer_comes_first()
    {
        var acme = await Given.Org();
        var now = DateTimeOffset.UtcNow;
        var (late, early, urgent) = (await Enqueue(acme, now.AddSeconds(-1)), await Enqueue(acme, now.AddMinutes(-1)), await Enqueue(acme, now, priority: -1));
        var runner = await Runner();

        foreach (var expected in new[] { urgent, early, late }) (await Queue.ClaimAsync(runner, new(1), Cancel)).ShouldHaveSingleItem().WorkId.ShouldBe(expected);
    }

    [Fact]
    public async Task Work_for_later_is_not_claimed_before_its_time()
    {
        var acme = await Given.Org();
        await Enqueue(acme, DateTimeOffset.UtcNow.AddHours(1));
        var runner = await Runner();

        (await Queue.ClaimAsync(runner, new(10), Cancel)).ShouldBeEmpty();
        await Given.AsOwner("update runtime.ready set ready_at = now() - interval '1 second'");
        (await Queue.ClaimAsync(runner, new(10), Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_work_twice_is_once()
    {
        var acme = await Given.Org();
        var id = Guid.NewGuid();
        for (var n = 0; n < 2; n++) await acme.DoOk(unit => Put(unit, id, null, 0));
        var runner = await Runner();

        (await Queue.ClaimAsync(runner, new(10), Cancel)).ShouldHaveSingleItem().WorkId.ShouldBe(id);
    }

    [Fact]
    public async Task Work_of_a_unit_that_rolled_back_is_not_there()
    {
        var acme = await Given.Org();
        await acme.Do<bool>(async unit =>
        {
            await Put(unit, Guid.NewGuid(), null, 0);
            return new Core.NotFound();
        });

        (await Queue.ClaimAsync(await Runner(), new(10), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_can_neither_cancel_nor_finish_anothers_work()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var waiting = (await Enqueue(acme, 1))[0];
        (await zeta.DoOk(unit => Queue.CancelAsync(unit, waiting, Cancel))).ShouldBeFalse();
        var claimed = (await Queue.ClaimAsync(await Runner(), new(1), Cancel)).ShouldHaveSingleItem();

        (await zeta.DoOk(unit => Queue.BeginAsync(unit, claimed.WorkId, claimed.Token, TimeSpan.FromMinutes(1), Cancel))).ShouldBeFalse();
        (await zeta.DoOk(unit => Queue.FinishAsync(unit, [claimed], Cancel))).ShouldBeFalse();
        (await acme.DoOk(unit => Queue.FinishAsync(unit, [claimed], Cancel))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lost_runners_work_comes_back_with_a_newer_token_and_a_living_ones_does_not()
    {
        var acme = await Given.Org();
        await Enqueue(acme, 1);
        var (dead, alive) = (await Runner(), await Runner());
        var first = (await Queue.ClaimAsync(dead, new(1), Cancel)).ShouldHaveSingleItem();
        (await Queue.SweepAsync(Cancel)).ShouldBe(0);

        await Queue.HeartbeatAsync(dead, "here", TimeSpan.Zero, Cancel);

        (await Queue.SweepAsync(Cancel)).ShouldBe(1);
        var second = (await Queue.ClaimAsync(alive, new(1), Cancel)).ShouldHaveSingleItem();
        second.WorkId.ShouldBe(first.WorkId);
        second.Token.ShouldBeGreaterThan(first.Token);
        (await acme.DoOk(unit => Queue.FinishAsync(unit, [first], Cancel))).ShouldBeFalse();
        (await acme.DoOk(unit => Queue.FinishAsync(unit, [second], Cancel))).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_given_back_can_be_claimed_again()
    {
        var acme = await Given.Org();
        await Enqueue(acme, 1);
        var runner = await Runner();
        var first = (await Queue.ClaimAsync(runner, new(1), Cancel)).ShouldHaveSingleItem();

        await Queue.ReleaseAsync(first, TimeSpan.Zero, Cancel);

        (await Queue.ClaimAsync(runner, new(1), Cancel)).ShouldHaveSingleItem().WorkId.ShouldBe(first.WorkId);
    }

    private async Task<Guid> Runner()
    {
        var id = Guid.NewGuid();
        await Queue.HeartbeatAsync(id, "here", TimeSpan.FromHours(1), Cancel);
        return id;
    }

    private async Task Empty(Guid runner)
    {
        while ((await Queue.ClaimAsync(runner, new(100), Cancel)).Count > 0) { }
    }

    private async Task<List<Guid>> Enqueue(Org org, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
        await org.DoOk(async unit =>
        {
            foreach (var id in ids) await Put(unit, id, null, 0);
            return true;
        });
        return ids;
    }

    private async Task<Guid> Enqueue(Org org, DateTimeOffset at, int priority = 0)
    {
        var id = Guid.NewGuid();
        await org.DoOk(unit => Put(unit, id, at, priority));
        return id;
    }

    private async Task<bool> Put(Core.Tenancy.TenantUnit unit, Guid id, DateTimeOffset? at, int priority)
    {
        Queue.Enqueue(unit, [new(Kind, id, ReadyAt: at, Priority: priority)]);
        return true;
    }
}
