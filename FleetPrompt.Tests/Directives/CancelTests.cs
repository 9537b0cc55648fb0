using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>Canceling what a runner has in hand.</summary>
public sealed class CancelTests(Installation fleet) : DatabaseTests(fleet)
{
    private DirectiveControl Control => Given.Get<DirectiveControl>();

    private IWorkQueue Queue => Given.Get<IWorkQueue>();

    private WorkRunner Runner => Given.Get<WorkRunner>();

    [Fact]
    public async Task One_that_does_not_listen_is_canceled_at_its_deadline_and_commits_nothing_any_more()
    {
        var acme = await Given.Org();
        var (begun, release) = (Signal(), Signal());
        var asked = await RunningAsync(acme, begun, async (run, _) =>
        {
            run.Unit.Db.Add(new ForumCategory { Slug = "half", Name = "half done", CreatedByUserId = Guid.Empty });
            await run.Unit.Db.SaveChangesAsync(Cancel);
            begun.SetResult();
            await release.Task.WaitAsync(Cancel);
            await Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, TestSignals.Anything(), new Note("done all the same"), cancel: Cancel);
            return new DirectiveOutcome.Succeeded();
        });

        (await Control.CancelAsync(acme.Act(), asked, 1, "takes too long", Cancel)).ShouldBeOk().Status.ShouldBe(DirectiveStates.Running);
        await Runner.ClaimAsync(Cancel);
        (await acme.Directive(asked)).Status.ShouldBe(DirectiveStates.Running, "its deadline is ahead");
        await Given.AsOwner($"update runtime.running set deadline_at = now() - interval '1 second' where work_id = '{asked}'");
        await Runner.ClaimAsync(Cancel);

        (await acme.Directive(asked)).Status.ShouldBe(DirectiveStates.Canceled);
        Runner.Running.ShouldBe(1, "it is still at it");
        await Runner.ClaimAsync(Cancel);
        release.SetResult();
        await Runner.RunOutAsync(Cancel);

        Runner.Running.ShouldBe(0);
        (await acme.Directive(asked)).Status.ShouldBe(DirectiveStates.Canceled);
        (await acme.Told(asked)).ShouldBe(["directive.requested", "directive.started", "directive.cancel.requested", "directive.canceled"]);
        (await acme.One<DirectiveAttempt>(a => a.DirectiveId == asked)).Outcome.ShouldBe(DirectiveStates.Canceled);
        (await acme.All<ForumCategory>()).ShouldBeEmpty();
        (await acme.Signals(s => s.Name == TestSignals.Noted.Name)).ShouldBeEmpty();
        (await OnTheQueueAsync(asked)).ShouldBe(0);
    }

    [Fact]
    public async Task One_that_listens_stops_before_its_deadline()
    {
        var acme = await Given.Org();
        var begun = Signal();
        var asked = await RunningAsync(acme, begun, async (_, cancel) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return new DirectiveOutcome.Succeeded();
        });

        (await Control.CancelAsync(acme.Act(), asked, 1, "not needed", Cancel)).ShouldBeOk();
        (await Control.CancelAsync(acme.Act(), asked, 1, "not needed, I said", Cancel)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("asked to stop already");
        await Runner.RunOutAsync(Cancel);

        (await acme.Told(asked)).ShouldBe(["directive.requested", "directive.started", "directive.cancel.requested", "directive.canceled"]);
        (await OnTheQueueAsync(asked)).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_whose_runner_was_lost_is_canceled_and_not_taken_over(bool begun)
    {
        var acme = await Given.Org();
        var (subject, calls) = (Guid.NewGuid(), 0);
        Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded(new { calls = ++calls })));
        var asked = (await acme.Request(new(subject))).ShouldBeOk().Id;
        var lost = Guid.NewGuid();
        await Queue.HeartbeatAsync(lost, "elsewhere", TimeSpan.FromHours(1), Cancel);
        var work = (await Queue.ClaimAsync(lost, new(1), Cancel)).ShouldHaveSingleItem();
        if (begun) await BegunAsync(acme, work);

        (await Control.CancelAsync(acme.Act(), asked, 1, "not needed", Cancel)).ShouldBeOk();
        (await Control.CancelAsync(acme.Act(), asked, 1, "not needed, I said", Cancel)).Error.ShouldBeOfType<Conflict>();
        await Queue.HeartbeatAsync(lost, "elsewhere", TimeSpan.Zero, Cancel);
        await RunWork();

        calls.ShouldBe(0);
        (await acme.Directive(asked)).Status.ShouldBe(DirectiveStates.Canceled);
        (await acme.Told(asked))[^2..].ShouldBe([begun ? "directive.recovered" : "directive.started", "directive.canceled"]);
        (await OnTheQueueAsync(asked)).ShouldBe(0);
    }

    /// <summary>A directive whose handler this process's runner has just begun.</summary>
    private async Task<Guid> RunningAsync(Org org, TaskCompletionSource begun, Func<DirectiveRun, CancellationToken, Task<DirectiveOutcome>> handler)
    {
        var subject = Guid.NewGuid();
        Stage.When(subject, handler);
        var asked = (await org.Request(new(subject))).ShouldBeOk().Id;
        await Runner.HeartbeatAsync(Cancel);
        await Runner.ClaimAsync(Cancel);
        await begun.Task.WaitAsync(Cancel);
        return asked;
    }

    /// <summary>As a runner leaves it that ends in the middle of its handler.</summary>
    private Task BegunAsync(Org org, ClaimedWork work) =>
        Given.AsOwner(
            $"""
            update runtime.running set begun_at = now(), deadline_at = now() + interval '5 minutes' where work_id = '{work.WorkId}';
            update {org.Schema}.directives set status = 'running', token = {work.Token}, started_at = now() where id = '{work.WorkId}';
            insert into {org.Schema}.directive_attempts (directive_id, attempt, started_at) values ('{work.WorkId}', 1, now())
            """);

    private Task<long> OnTheQueueAsync(Guid directive) =>
        Given.AskOwner<long>($"select (select count(*) from runtime.ready where work_id = '{directive}') + (select count(*) from runtime.running where work_id = '{directive}')");

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
