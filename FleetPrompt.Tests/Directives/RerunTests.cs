using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

public sealed class RerunTests(Installation fleet) : DatabaseTests(fleet)
{
    private DirectiveControl Control => Given.Get<DirectiveControl>();

    private WorkRunner Runner => Given.Get<WorkRunner>();

    [Fact]
    public async Task A_failed_directive_runs_again_only_when_somebody_says_so()
    {
        var acme = await Given.Org().WithMember("ana");
        var tries = 0;
        var failed = await Failed(acme, () => tries++);
        await RunWork();
        tries.ShouldBe(1);
        (await Control.RerunAsync(acme.Act("ana"), failed, 1, " ", Cancel)).Error.ShouldBeOfType<Invalid>();

        (await Control.RerunAsync(acme.Act("ana"), failed, 1, "The other side is back", Cancel)).ShouldBeOk().Attempt.ShouldBe(2);
        await RunWork();

        tries.ShouldBe(2);
        var directive = await acme.Directive(failed);
        (directive.Status, directive.Attempt, directive.ErrorKind).ShouldBe((DirectiveStates.Succeeded, 2, null));
        (await acme.Told(failed)).ShouldBe(["directive.requested", "directive.started", "directive.failed", "directive.rerun.requested", "directive.started", "directive.succeeded"]);
        var attempts = (await acme.All<DirectiveAttempt>(a => a.DirectiveId == failed)).OrderBy(a => a.Attempt).ToList();
        attempts.Select(a => (a.Outcome, a.RerunBy, a.RerunReason)).ShouldBe([(DirectiveStates.Failed, null, null), (DirectiveStates.Succeeded, acme["ana"], "The other side is back")]);
    }

    [Fact]
    public async Task Two_reruns_of_one_attempt_are_one()
    {
        var acme = await Given.Org();
        var tries = 0;
        var failed = await Failed(acme, () => Interlocked.Increment(ref tries));

        var both = await Task.WhenAll(
            Task.Run(() => Control.RerunAsync(acme.Act(), failed, 1, "once", Cancel), Cancel),
            Task.Run(() => Control.RerunAsync(acme.Act(), failed, 1, "twice", Cancel), Cancel));
        await RunWork();

        both.Count(r => r.IsOk).ShouldBe(1);
        both.Single(r => !r.IsOk).Error.ShouldBeOfType<Conflict>();
        tries.ShouldBe(2);
    }

    [Fact]
    public async Task Who_may_not_ask_for_it_may_not_rerun_or_cancel_it()
    {
        var acme = await Given.Org().WithMember("ana");
        var other = await Given.Org("other");
        var thread = await acme.Thread();
        var stale = (await Given.Get<ForumModeration>().UnlockAsync(acme.Act(), new ThreadModeration(thread.ThreadId, 0, null), Cancel)).ShouldBeOk().Id;
        await RunWork();
        (await acme.Directive(stale)).Status.ShouldBe(DirectiveStates.Failed);

        (await Control.RerunAsync(acme.Act("ana"), stale, 1, "please", Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Control.CancelAsync(acme.Act("ana"), stale, 1, "please", Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Control.RerunAsync(other.Act(), stale, 1, "please", Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task What_waits_is_canceled_at_once_and_its_key_is_free()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        var waiting = (await acme.Request(new(subject), scheduledAt: DateTimeOffset.UtcNow.AddDays(1))).ShouldBeOk().Id;

        (await Control.CancelAsync(acme.Act(), waiting, 1, "not needed", Cancel)).ShouldBeOk().Status.ShouldBe(DirectiveStates.Canceled);

        (await acme.Told(waiting)).ShouldBe(["directive.requested", "directive.cancel.requested", "directive.canceled"]);
        (await Given.AskOwner<long>($"select count(*) from runtime.ready where work_id = '{waiting}'")).ShouldBe(0);
        (await acme.Request(new(subject))).ShouldBeOk().Existing.ShouldBeFalse();
        (await Control.CancelAsync(acme.Act(), waiting, 1, "again", Cancel)).Error.ShouldBeOfType<Conflict>();
    }

    [Fact]
    public async Task A_rerun_that_waits_is_canceled_at_once_and_keeps_who_asked_for_it()
    {
        var acme = await Given.Org();
        var failed = await Failed(acme, () => { });
        (await Control.RerunAsync(acme.Act(), failed, 1, "The other side is back", Cancel)).ShouldBeOk();

        (await Control.CancelAsync(acme.Act(), failed, 2, "not after all", Cancel)).ShouldBeOk().Status.ShouldBe(DirectiveStates.Canceled);

        var attempt = await acme.One<DirectiveAttempt>(a => a.DirectiveId == failed && a.Attempt == 2);
        (attempt.Outcome, attempt.RerunReason, attempt.ErrorMessage).ShouldBe((DirectiveStates.Canceled, "The other side is back", "not after all"));
    }

    [Fact]
    public async Task What_runs_is_asked_to_stop_and_leaves_nothing_behind()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Stage.When(subject, async (run, cancel) =>
        {
            run.Unit.Db.Add(new ForumCategory { Slug = "half", Name = "half done", CreatedByUserId = Guid.Empty });
            await run.Unit.Db.SaveChangesAsync(cancel);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return new DirectiveOutcome.Succeeded();
        });
        var running = (await acme.Request(new(subject))).ShouldBeOk().Id;
        await Runner.HeartbeatAsync(Cancel);
        await Runner.ClaimAsync(Cancel);
        await begun.Task.WaitAsync(Cancel);

        (await Control.RerunAsync(acme.Act(), running, 1, "again", Cancel)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("is running now");
        (await Control.CancelAsync(acme.Act(), running, 1, "takes too long", Cancel)).ShouldBeOk();
        await Runner.RunOutAsync(Cancel);

        (await acme.Directive(running)).Status.ShouldBe(DirectiveStates.Canceled);
        (await acme.Told(running)).ShouldBe(["directive.requested", "directive.started", "directive.cancel.requested", "directive.canceled"]);
        (await acme.All<ForumCategory>()).ShouldBeEmpty();
    }

    private async Task<Guid> Failed(Org org, Action tried)
    {
        var subject = Guid.NewGuid();
        var failed = false;
        Stage.When(subject, (_, _) =>
        {
            tried();
            var outcome = failed ? (DirectiveOutcome)new DirectiveOutcome.Succeeded() : new DirectiveOutcome.Failed("away", "The other side is away.");
            failed = true;
            return Task.FromResult(outcome);
        });
        var asked = (await org.Request(new(subject))).ShouldBeOk().Id;
        await RunWork();
        (await org.Directive(asked)).Status.ShouldBe(DirectiveStates.Failed);
        return asked;
    }
}
