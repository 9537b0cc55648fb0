using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class FanOutTests(Installation fleet) : DatabaseTests(fleet)
{
    private Audience Audience => Given.Get<Audience>();

    private IWorkQueue Queue => Given.Get<IWorkQueue>();

    private IWorkKind Work => Given.Services.GetServices<IWorkKind>().Single(k => k.Name == DeliveryWork.Kind);

    [Fact]
    public async Task Each_handler_that_listens_is_given_the_signal_once()
    {
        var acme = await Given.Org();
        var said = await acme.Emit(type: TestSignals.Said);
        var whispered = await acme.Emit(type: TestSignals.Whispered);
        var noted = await acme.Emit(type: TestSignals.Noted);

        await RunWork();

        (Audience.Heard(said.Id, Listeners.Ear), Audience.Heard(said.Id, Listeners.Confidant)).ShouldBe((1, 0));
        (Audience.Heard(whispered.Id, Listeners.Ear), Audience.Heard(whispered.Id, Listeners.Confidant)).ShouldBe((1, 1));
        Audience.Heard(noted.Id, Listeners.Ear).ShouldBe(0);
        var deliveries = await acme.All<SignalDelivery>();
        deliveries.Count.ShouldBe(3);
        deliveries.ShouldAllBe(d => d.Status == DeliveryStates.Done && d.Attempt == 1 && d.ReplayId == null && d.ExternalEffects && d.FinishedAt != null);
        (await Waiting()).ShouldBe(0);
    }

    [Fact]
    public async Task A_signal_and_its_deliveries_are_there_together_or_not_at_all()
    {
        var acme = await Given.Org();
        await Should.ThrowAsync<InvalidOperationException>(() => acme.DoOk<Signal>(async unit =>
        {
            await Given.Get<SignalBus>().EmitAsync(unit, TestSignals.Said, TestSignals.Anything(), new Note("never"));
            throw new InvalidOperationException("changed my mind");
        }));

        (await acme.All<SignalDelivery>()).ShouldBeEmpty();
        (await Waiting()).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_fact_told_again_is_not_handed_on_again()
    {
        var acme = await Given.Org();
        var once = new SignalOptions { DedupeKey = "once" };
        var first = await acme.Emit("a", once, TestSignals.Said);
        var again = await acme.Emit("b", once, TestSignals.Said);
        var bus = Given.Get<SignalBus>();
        await acme.DoOk(unit => bus.EmitAsync(
            unit,
            [.. Enumerable.Range(0, 3).Select(_ => SignalBus.Draft(TestSignals.Said, TestSignals.Anything(), new Note("c"), new SignalOptions { DedupeKey = "twice" }))],
            Cancel));

        await RunWork();

        again.Id.ShouldBe(first.Id);
        Audience.Heard(first.Id, Listeners.Ear).ShouldBe(1);
        (await acme.All<SignalDelivery>()).Count.ShouldBe(2, "one for each fact");
    }

    [Fact]
    public async Task What_a_handler_emits_is_caused_by_the_signal_and_belongs_to_its_chain()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        Audience.When(subject, (run, cancel) => Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, subject, new Note("heard"), cancel: cancel));
        var said = await acme.Emit(type: TestSignals.Said, subject: subject);

        await RunWork();

        var noted = (await acme.Signals(s => s.Name == "test.noted")).ShouldHaveSingleItem();
        (noted.CausationId, noted.CorrelationId, noted.ActorType).ShouldBe((said.Id, said.CorrelationId, "system"));
    }

    [Fact]
    public async Task A_failure_is_told_undone_and_tried_again_ever_later_until_it_is_parked()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        Audience.When(subject, async (run, cancel) =>
        {
            await Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, subject, new Note("half done"), cancel: cancel);
            throw new InvalidOperationException("the shelf is full, password=hunter2");
        });
        var said = await acme.Emit(type: TestSignals.Said, subject: subject);
        var waits = new List<TimeSpan>();

        for (var attempt = 1; attempt < DeliveryWork.Tries; attempt++)
        {
            await RunWork();
            await RunWork(); // It is not ready yet.
            var failed = await Delivery(acme, said);
            (failed.Status, failed.Attempt, failed.ErrorKind).ShouldBe((DeliveryStates.Pending, attempt, DeliveryErrors.Handler));
            failed.ErrorMessage.ShouldNotBeNull().ShouldStartWith("the shelf is full");
            failed.ErrorMessage.ShouldNotContain("hunter2");
            waits.Add(await Given.AskOwner<TimeSpan>($"select ready_at - now() from runtime.ready where work_id = '{failed.Id}'"));
            await Given.AsOwner("update runtime.ready set ready_at = now()");
        }

        await RunWork();
        var parked = await Delivery(acme, said);
        (parked.Status, parked.Attempt, parked.NextTryAt).ShouldBe((DeliveryStates.Parked, DeliveryWork.Tries, null));
        parked.FinishedAt.ShouldNotBeNull();
        waits.ShouldBeInOrder();
        waits[0].ShouldBeGreaterThan(TimeSpan.Zero);
        Audience.Heard(said.Id, Listeners.Ear).ShouldBe(DeliveryWork.Tries);
        (await acme.Signals(s => s.Name == "test.noted")).ShouldBeEmpty();
        (await acme.Signals(s => s.Name == DeliverySignals.Parked.Name)).ShouldHaveSingleItem().CausationId.ShouldBe(said.Id);
        (await Waiting()).ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_that_passes_is_done_in_the_end()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        var tries = 0;
        Audience.When(subject, (_, _) => ++tries < 3 ? throw new TimeoutException("not now") : Task.CompletedTask);
        var said = await acme.Emit(type: TestSignals.Said, subject: subject);

        for (var n = 0; n < 3; n++)
        {
            await RunWork();
            await Given.AsOwner("update runtime.ready set ready_at = now()");
        }

        var done = await Delivery(acme, said);
        (done.Status, done.Attempt, done.ErrorMessage).ShouldBe((DeliveryStates.Done, 3, null));
    }

    [Fact]
    public async Task A_runner_whose_token_was_superseded_cannot_finish_a_delivery()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        var (entered, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        Audience.When(subject, async (run, cancel) =>
        {
            await Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, subject, new Note("done"), cancel: cancel);
            if (entered.TrySetResult()) await released.Task.WaitAsync(cancel);
        });
        var said = await acme.Emit(type: TestSignals.Said, subject: subject);
        var runner = Guid.NewGuid();
        await Queue.HeartbeatAsync(runner, "here", TimeSpan.FromHours(1), Cancel);
        var slow = (await Queue.ClaimAsync(runner, new(1), Cancel)).ShouldHaveSingleItem();
        var slowly = Work.PerformAsync(acme.Tenant, [new(slow, new WorkStop(Cancel, default))]);
        await entered.Task.WaitAsync(Cancel);

        await Queue.HeartbeatAsync(runner, "here", TimeSpan.Zero, Cancel);
        (await Queue.SweepAsync(Cancel)).ShouldBe(1);
        await RunWork();
        released.SetResult();

        await Should.ThrowAsync<LeaseLostException>(() => slowly);
        (await acme.Signals(s => s.Name == "test.noted")).ShouldHaveSingleItem();
        var done = await Delivery(acme, said);
        (done.Status, done.Attempt).ShouldBe((DeliveryStates.Done, 2));
        done.Token.ShouldNotBeNull().ShouldBeGreaterThan(slow.Token);
    }

    [Fact]
    public async Task A_handler_that_brings_its_process_down_each_time_is_parked_too()
    {
        var acme = await Given.Org();
        var said = await acme.Emit(type: TestSignals.Said);
        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set status = 'running', attempt = {DeliveryWork.Tries}");

        await RunWork();

        var parked = await Delivery(acme, said);
        (parked.Status, parked.ErrorKind).ShouldBe((DeliveryStates.Parked, DeliveryErrors.RunnerLost));
        Audience.Heard(said.Id, Listeners.Ear).ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_is_gone_is_said_to_be_gone()
    {
        var acme = await Given.Org();
        var said = await acme.Emit(type: TestSignals.Said);
        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set handler = 'test.gone'");

        await RunWork();

        var parked = await Delivery(acme, said);
        (parked.Status, parked.ErrorKind, parked.Attempt).ShouldBe((DeliveryStates.Parked, DeliveryErrors.HandlerMissing, 1));
    }

    private static Task<SignalDelivery> Delivery(Org org, Signal signal) => org.One<SignalDelivery>(d => d.SignalId == signal.Id);

    private Task<long> Waiting() => Given.AskOwner<long>("select (select count(*) from runtime.ready) + (select count(*) from runtime.running)");
}
