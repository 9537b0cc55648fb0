using FleetPrompt.Core;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class ParkedDeliveriesTests(Installation fleet) : DatabaseTests(fleet)
{
    private ParkedDeliveries Parked => Given.Get<ParkedDeliveries>();

    private SignalReplay Replay => Given.Get<SignalReplay>();

    [Fact]
    public async Task What_was_given_up_is_listed_until_a_replay_makes_it_good()
    {
        var acme = await Given.Org();
        var (first, second) = (await acme.Emit(type: TestSignals.Said), await acme.Emit(type: TestSignals.Said));
        await Park(acme, first, "no, because");
        await Park(acme, second, "still no");

        (await Shown(acme)).Select(p => (p.SignalId, p.Name, p.Handler, p.ErrorMessage)).ShouldBe([(second.Id, "speech.said", Listeners.Ear.Name, "still no"), (first.Id, "speech.said", Listeners.Ear.Name, "no, because")]);
        (await Parked.CountAsync(acme.Act(), Cancel)).ShouldBe(2);
        (await Replay.RequestAsync(acme.Act(), new(Ids: [first.Id]), Cancel)).ShouldBeOk();
        await RunWork();

        (await Shown(acme)).Select(p => p.SignalId).ShouldBe([second.Id]);
        (await Parked.CountAsync(acme.Act(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_that_is_parked_too_takes_the_place_of_what_it_replays()
    {
        var acme = await Given.Org();
        var said = await acme.Emit(type: TestSignals.Said);
        await Park(acme, said, "no");
        var receipt = (await Replay.RequestAsync(acme.Act(), new(Ids: [said.Id]), Cancel)).ShouldBeOk();
        (await Shown(acme)).ShouldBeEmpty("it is in line again");

        await Park(acme, said, "again no", receipt.ReplayId);

        (await Shown(acme)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.ReplayId.ShouldBe(receipt.ReplayId), p => p.ErrorMessage.ShouldBe("again no"));
    }

    [Fact]
    public async Task A_handler_that_is_gone_is_made_good_by_those_that_listen_now()
    {
        var acme = await Given.Org();
        var said = await acme.Emit(type: TestSignals.Said);
        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set handler = 'test.gone'");
        await RunWork();
        (await Shown(acme)).ShouldHaveSingleItem().Handler.ShouldBe("test.gone");

        (await Replay.RequestAsync(acme.Act(), new(Ids: [said.Id]), Cancel)).ShouldBeOk();
        await RunWork();

        (await Shown(acme)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Owners_and_admins_see_their_own_and_nobody_else_sees_any()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("ben");
        var other = await Given.Org("other");
        await Park(acme, await acme.Emit(type: TestSignals.Said), "no");

        (await Shown(acme, "ben")).Count.ShouldBe(1);
        (await Shown(other)).ShouldBeEmpty();
        foreach (var act in new[] { acme.Act("ana"), OperationContext.New(acme.Tenant, Actor.User(other[Org.OwnerName]), Sources.Web) })
        {
            (await Parked.ReadAsync(act, cancel: Cancel)).Error.ShouldBeOfType<Forbidden>();
            (await Parked.CountAsync(act, Cancel)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_with_every_delivery_once()
    {
        var acme = await Given.Org();
        for (var n = 0; n < 40; n++) await acme.Emit(type: TestSignals.Whispered);
        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set status = 'parked', error_kind = 'handler'; delete from runtime.ready");
        var all = (await acme.All<SignalDelivery>()).Select(d => d.Id).ToList();
        all.Count.ShouldBe(80);

        var first = (await Parked.ReadAsync(acme.Act(), cancel: Cancel)).ShouldBeOk();
        var second = (await Parked.ReadAsync(acme.Act(), first.Older, Cancel)).ShouldBeOk();

        second.Older.ShouldBeNull();
        first.Deliveries.Concat(second.Deliveries).Select(d => d.Id).ShouldBe(all, ignoreOrder: true);
        first.Deliveries.Concat(second.Deliveries).Select(d => d.Seq).ShouldBeInOrder(SortDirection.Descending);
    }

    private async Task<IReadOnlyList<ParkedDelivery>> Shown(Org org, string by = Org.OwnerName) => (await Parked.ReadAsync(org.Act(by), cancel: Cancel)).ShouldBeOk().Deliveries;

    /// <summary>As if its handlers had been tried for the last time.</summary>
    private Task Park(Org org, Signal signal, string error, Guid? replay = null) => Given.AsOwner($"""
        update {org.Schema}.signal_deliveries set status = 'parked', attempt = 8, finished_at = now(), error_kind = 'handler', error_message = '{error}'
            where signal_id = '{signal.Id}' and replay_id is not distinct from {(replay is { } id ? $"'{id}'::uuid" : "null::uuid")};
        delete from runtime.ready where work_id in (select id from {org.Schema}.signal_deliveries where status = 'parked');
        """);
}
