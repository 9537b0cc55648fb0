using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>A runner that died, or that only seemed to.</summary>
public sealed class TakeoverTests(Installation fleet) : DatabaseTests(fleet)
{
    private IWorkQueue Queue => Given.Get<IWorkQueue>();

    private IWorkKind Work => Given.Services.GetServices<IWorkKind>().Single(k => k.Name == DirectiveService.WorkKind);

    [Fact]
    public async Task A_runner_whose_token_was_superseded_cannot_finish()
    {
        var acme = await Given.Org();
        var (subject, held) = (Guid.NewGuid(), new Hold());
        Stage.When(subject, async (run, cancel) =>
        {
            await Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, new("test.thing", subject), new Note("done"), cancel: cancel);
            await held.FirstComerWaitsAsync(cancel);
            return new DirectiveOutcome.Succeeded();
        });
        var asked = (await acme.Request(new(subject))).ShouldBeOk();
        var slow = await Claim(Guid.NewGuid());
        var slowly = Work.PerformAsync(acme.Tenant, [new(slow, new WorkStop(Cancel, default))]);
        await held.Entered.WaitAsync(Cancel);

        await RunWork();
        (await acme.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Running, "its runner has a lease");
        await LeaseEnds(slow);
        await RunWork();
        held.Release();

        await Should.ThrowAsync<LeaseLostException>(() => slowly);
        (await acme.Told(asked.Id)).ShouldBe(["directive.requested", "directive.started", "directive.recovered", "directive.succeeded"]);
        (await acme.Signals(s => s.Name == "test.noted")).ShouldHaveSingleItem();
        (await acme.Directive(asked.Id)).Token.ShouldNotBeNull().ShouldBeGreaterThan(slow.Token);
    }

    /// <summary>A transaction may stand still in the middle of its end: what others left must not wait for it. Fails without the sweep's <c>skip locked</c> (tried).</summary>
    [Fact]
    public async Task The_sweep_goes_past_what_is_just_being_finished()
    {
        var acme = await Given.Org();
        foreach (var _ in Enumerable.Range(0, 2)) (await acme.Request(new(Guid.NewGuid()))).ShouldBeOk();
        var (standing, left) = (await Claim(Guid.NewGuid()), await Claim(Guid.NewGuid()));
        await Queue.HeartbeatAsync(runners[standing.Token], "here", TimeSpan.Zero, Cancel);

        await acme.DoOk(async unit =>
        {
            await Queue.FinishAsync(unit, [standing], Cancel);
            await LeaseEnds(left);
            return true;
        });

        (await Queue.SweepAsync(Cancel)).ShouldBe(0, "it was finished after all");
        await RunWork(); // what was left is not for the next test to claim
    }

    [Fact]
    public async Task A_superseded_runner_that_has_not_begun_cannot_begin()
    {
        var acme = await Given.Org();
        var asked = (await acme.Request(new(Guid.NewGuid()))).ShouldBeOk();
        var slow = await Claim(Guid.NewGuid());
        await LeaseEnds(slow);
        var fast = await Claim(Guid.NewGuid());

        await Should.ThrowAsync<LeaseLostException>(() => Work.PerformAsync(acme.Tenant, [new(slow, new WorkStop(Cancel, default))]));
        await Work.PerformAsync(acme.Tenant, [new(fast, new WorkStop(Cancel, default))]);
        await Work.PerformAsync(acme.Tenant, [new(slow, new WorkStop(Cancel, default))]);

        (await acme.Told(asked.Id)).ShouldBe(["directive.requested", "directive.started", "directive.succeeded"]);
    }

    [Fact]
    public async Task What_a_dead_runner_left_half_done_is_taken_over_as_the_same_attempt()
    {
        var acme = await Given.Org();
        var asked = await DiesIn(acme, Rehearsals.Play, out var calls);

        await RunWork();

        (await acme.Told(asked)).ShouldBe(["directive.requested", "directive.started", "directive.recovered", "directive.succeeded"]);
        (await acme.Directive(asked)).Attempt.ShouldBe(1);
        (await acme.One<DirectiveAttempt>(a => a.DirectiveId == asked)).Outcome.ShouldBe(DirectiveStates.Succeeded);
        calls().ShouldBe(2);
    }

    [Fact]
    public async Task What_may_have_left_the_database_is_not_done_again()
    {
        var acme = await Given.Org();
        var asked = await DiesIn(acme, Rehearsals.Call, out var calls);

        await RunWork();

        (await acme.Told(asked)).ShouldBe(["directive.requested", "directive.started", "directive.failed"]);
        var directive = await acme.Directive(asked);
        (directive.Status, directive.ErrorKind).ShouldBe((DirectiveStates.Failed, DirectiveErrors.RunnerLost));
        (await acme.One<DirectiveAttempt>(a => a.DirectiveId == asked)).ErrorKind.ShouldBe(DirectiveErrors.RunnerLost);
        calls().ShouldBe(1);
    }

    [Fact]
    public async Task Work_whose_directive_has_ended_is_taken_off_the_queue()
    {
        var acme = await Given.Org();
        var asked = (await acme.Request(new(Guid.NewGuid()))).ShouldBeOk();
        await RunWork();
        await acme.DoOk(async unit =>
        {
            Queue.Enqueue(unit, [new(DirectiveService.WorkKind, asked.Id)]);
            return true;
        });

        await RunWork();

        (await acme.Told(asked.Id)).Length.ShouldBe(3);
        (await Given.AskOwner<long>($"select count(*) from runtime.running where work_id = '{asked.Id}'")).ShouldBe(0);
    }

    /// <summary>A directive whose runner was lost in the middle of the handler; the next one succeeds.</summary>
    private Task<Guid> DiesIn(Org org, DirectiveType<Rehearsal> type, out Func<int> calls)
    {
        var (subject, count) = (Guid.NewGuid(), 0);
        var death = new CancellationTokenSource();
        var dying = death.Token;
        calls = () => count;
        Stage.When(subject, async (_, _) =>
        {
            if (++count > 1) return new DirectiveOutcome.Succeeded();
            await death.CancelAsync();
            throw new OperationCanceledException(dying);
        });
        return Die();

        async Task<Guid> Die()
        {
            var asked = (await org.Request(new(subject), type: type)).ShouldBeOk();
            var work = await Claim(Guid.NewGuid());
            await Should.ThrowAsync<OperationCanceledException>(() => Work.PerformAsync(org.Tenant, [new(work, new WorkStop(dying, default))]));
            await LeaseEnds(work);
            return asked.Id;
        }
    }

    private readonly Dictionary<long, Guid> runners = [];

    private async Task<ClaimedWork> Claim(Guid runner)
    {
        await Queue.HeartbeatAsync(runner, "here", TimeSpan.FromHours(1), Cancel);
        var work = (await Queue.ClaimAsync(runner, new(1), Cancel)).ShouldHaveSingleItem();
        runners[work.Token] = runner;
        return work;
    }

    private async Task LeaseEnds(ClaimedWork work)
    {
        await Queue.HeartbeatAsync(runners[work.Token], "here", TimeSpan.Zero, Cancel);
        (await Queue.SweepAsync(Cancel)).ShouldBe(1);
    }

    /// <summary>Lets the first comer wait until it is released, and everybody else through.</summary>
    private sealed class Hold
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => entered.Task;

        public void Release() => released.SetResult();

        public Task FirstComerWaitsAsync(CancellationToken cancel) => entered.TrySetResult() ? released.Task.WaitAsync(cancel) : Task.CompletedTask;
    }
}
