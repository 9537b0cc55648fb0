using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>Directives that share a unit.</summary>
public sealed class TogetherTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly string[] WholeLife = ["directive.requested", "directive.started", "directive.succeeded"];

    private IWorkQueue Queue => Given.Get<IWorkQueue>();

    private IWorkKind Work => Given.Services.GetServices<IWorkKind>().Single(k => k.Name == "directive");

    /// <summary>Fails when each has a unit of its own (tried).</summary>
    [Fact]
    public async Task Many_go_in_one_transaction_and_each_is_told_as_a_chain_of_its_own()
    {
        var acme = await Given.Org().WithMember("ana");
        var transactions = new List<string>();
        var asked = await AskAsync(acme, 5, async (run, cancel) =>
        {
            await Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, new("test.thing", run.Directive.SubjectId), new Note("done"), cancel: cancel);
            var transaction = await run.Unit.Db.Database.SqlQuery<string>($"select pg_current_xact_id()::text as \"Value\"").ToListAsync(Cancel);
            lock (transactions) transactions.AddRange(transaction);
            return new DirectiveOutcome.Succeeded(new { run.Directive.SubjectId });
        }, acme.Act("ana"));

        await RunWork();

        transactions.Count.ShouldBe(5);
        transactions.Distinct().ShouldHaveSingleItem();
        foreach (var (id, subject) in asked)
        {
            var chain = await acme.Signals(s => s.CausationId == id);
            chain.Select(s => s.Name).ShouldBe(["directive.requested", "directive.started", "test.noted", "directive.succeeded"]);
            chain.Select(s => s.ActorId).ShouldBe([acme["ana"], null, acme["ana"], null]);
            chain.ShouldAllBe(s => s.Stream == $"test.thing:{subject}");
            var directive = await acme.Directive(id);
            (directive.Status, directive.Attempt).ShouldBe((DirectiveStates.Succeeded, 1));
            directive.Result!.RootElement.GetProperty("subject_id").GetGuid().ShouldBe(subject);
            directive.StartedAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(directive.FinishedAt.ShouldNotBeNull());
            var attempt = await acme.One<DirectiveAttempt>(a => a.DirectiveId == id);
            (attempt.Outcome, attempt.StartedAt, attempt.FinishedAt).ShouldBe((DirectiveStates.Succeeded, directive.StartedAt, directive.FinishedAt));
        }

        (await WaitingAsync()).ShouldBe(0);
    }

    /// <summary>Fails when what did not go together is not run alone (tried).</summary>
    [Fact]
    public async Task One_that_fails_is_failed_alone_and_the_others_succeed_once()
    {
        var acme = await Given.Org();
        var asked = await AskAsync(acme, 6, async (run, cancel) =>
        {
            run.Unit.Db.Add(NewCategory(run.Directive.SubjectId));
            await run.Unit.Db.SaveChangesAsync(cancel);
            return new DirectiveOutcome.Succeeded();
        });
        Stage.When(asked[2].Subject, (_, _) => throw new InvalidOperationException("poison"));
        Stage.When(asked[4].Subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "Changed meanwhile.")));

        await RunWork();

        foreach (var n in new[] { 0, 1, 3, 5 }) (await acme.Told(asked[n].Id)).ShouldBe(WholeLife);
        foreach (var (n, kind) in new[] { (2, DirectiveErrors.Handler), (4, DirectiveErrors.Conflict) })
        {
            (await acme.Told(asked[n].Id)).ShouldBe(["directive.requested", "directive.started", "directive.failed"]);
            (await acme.Directive(asked[n].Id)).ErrorKind.ShouldBe(kind);
        }

        (await acme.All<ForumCategory>()).Select(c => c.Slug).ShouldBe(new[] { 0, 1, 3, 5 }.Select(n => $"{asked[n].Subject:N}"), ignoreOrder: true);
        (await WaitingAsync()).ShouldBe(0);
    }

    /// <summary>Fails when what did not go together is not run alone (tried).</summary>
    [Fact]
    public async Task What_fails_only_when_all_is_saved_is_found_by_running_one_by_one()
    {
        var acme = await Given.Org();
        var asked = await AskAsync(acme, 4, (run, _) =>
        {
            run.Unit.Db.Add(NewCategory(run.Directive.SubjectId));
            return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
        });
        Stage.When(asked[1].Subject, (run, _) =>
        {
            run.Unit.Db.Add(NewCategory(asked[0].Subject)); // the slug is taken
            return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
        });

        await RunWork();

        foreach (var n in new[] { 2, 3 }) (await acme.Told(asked[n].Id)).ShouldBe(WholeLife);
        (await Task.WhenAll(acme.Told(asked[0].Id), acme.Told(asked[1].Id))).Select(t => t[^1]).Order().ShouldBe(["directive.failed", "directive.succeeded"]);
        (await acme.All<ForumCategory>()).Count.ShouldBe(3);
    }

    /// <summary>Fails when a unit takes a subject twice (tried).</summary>
    [Fact]
    public async Task Two_about_the_same_subject_are_not_in_the_same_unit()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        var transactions = new List<string>();
        Stage.When(subject, async (run, _) =>
        {
            var transaction = await run.Unit.Db.Database.SqlQuery<string>($"select pg_current_xact_id()::text as \"Value\"").ToListAsync(Cancel);
            lock (transactions) transactions.AddRange(transaction);
            return new DirectiveOutcome.Succeeded();
        });
        foreach (var version in new[] { "1", "2" }) (await acme.Request(new(subject), version, Rehearsals.Together)).ShouldBeOk();

        await RunWork();

        transactions.Distinct().Count().ShouldBe(2);
    }

    /// <summary>Fails when nobody asks again whether the requester may (tried).</summary>
    [Fact]
    public async Task Who_has_lost_the_right_has_nothing_done_and_does_not_hold_up_the_others()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var (anas, bens) = ((await AskAsync(acme, 1, Succeed, acme.Act("ana")))[0], (await AskAsync(acme, 1, Succeed, acme.Act("ben")))[0]);
        await acme.Remove("ana");

        await RunWork();

        (await acme.Directive(anas.Id)).ErrorKind.ShouldBe(DirectiveErrors.Forbidden);
        (await acme.Directive(bens.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
    }

    /// <summary>Fails when the unit commits though the queue's row has another token (tried).</summary>
    [Fact]
    public async Task Whose_token_has_been_taken_for_one_of_them_commits_none()
    {
        var acme = await Given.Org();
        var asked = await AskAsync(acme, 3, Succeed);
        var (zombie, heir) = (Guid.NewGuid(), Guid.NewGuid());
        await Queue.HeartbeatAsync(zombie, "here", TimeSpan.FromHours(1), Cancel);
        var claimed = await Queue.ClaimAsync(zombie, new(1), Cancel);
        claimed.Count.ShouldBe(3);
        await Queue.HeartbeatAsync(zombie, "here", TimeSpan.Zero, Cancel);
        await Queue.SweepAsync(Cancel);
        await Queue.HeartbeatAsync(heir, "there", TimeSpan.FromHours(1), Cancel);
        await Given.AsOwner($"update runtime.ready set ready_at = now() + interval '1 hour' where work_id <> '{asked[1].Id}'");
        var taken = await Queue.ClaimAsync(heir, new(1), Cancel);

        await Should.ThrowAsync<LeaseLostException>(() => Work.PerformAsync(acme.Tenant, [.. claimed.Select(c => new WorkItem(c, new WorkStop(Cancel, default)))]));
        foreach (var (id, _) in asked) (await acme.Told(id)).ShouldBe(["directive.requested"]);
        await Work.PerformAsync(acme.Tenant, [.. taken.Select(c => new WorkItem(c, new WorkStop(Cancel, default)))]);
        await Given.AsOwner("update runtime.ready set ready_at = now()");
        await RunWork();

        foreach (var (id, _) in asked) (await acme.Told(id)).ShouldBe(WholeLife);
    }

    /// <summary>Fails without <c>cancel_requested_at is null</c> in the last update (tried).</summary>
    [Fact]
    public async Task One_that_is_asked_to_stop_while_they_run_is_canceled_and_the_others_succeed()
    {
        var acme = await Given.Org();
        var asked = await AskAsync(acme, 3, Succeed);
        var canceled = 0;
        Stage.When(asked[1].Subject, async (_, cancel) =>
        {
            if (Interlocked.Increment(ref canceled) == 1)
            {
                // Another flow: a unit does not open within a unit.
                var flow = ExecutionContext.SuppressFlow();
                var click = Task.Run(() => Given.Get<DirectiveControl>().CancelAsync(acme.Act(), asked[0].Id, 1, "Not any more.", cancel), cancel);
                flow.Undo();
                (await click).ShouldBeOk();
            }

            return new DirectiveOutcome.Succeeded();
        });

        await RunWork();

        (await acme.Directive(asked[0].Id)).Status.ShouldBe(DirectiveStates.Canceled);
        foreach (var n in new[] { 1, 2 }) (await acme.Told(asked[n].Id)).ShouldBe(WholeLife);
    }

    /// <summary>Fails when the end of an attempt that a rerun has begun is not written (tried).</summary>
    [Fact]
    public async Task A_failed_one_is_rerun_by_a_person_together_with_others()
    {
        var acme = await Given.Org();
        var asked = await AskAsync(acme, 2, Succeed);
        Stage.When(asked[0].Subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed("later", "Not yet.")));
        await RunWork();
        Stage.When(asked[0].Subject, Succeed);

        (await Given.Get<DirectiveControl>().RerunAsync(acme.Act(), asked[0].Id, 1, "Now.", Cancel)).ShouldBeOk();
        await RunWork();

        (await acme.Told(asked[0].Id)).ShouldBe(["directive.requested", "directive.started", "directive.failed", "directive.rerun.requested", "directive.started", "directive.succeeded"]);
        (await acme.All<DirectiveAttempt>(a => a.DirectiveId == asked[0].Id)).OrderBy(a => a.Attempt).Select(a => a.Outcome).ShouldBe([DirectiveStates.Failed, DirectiveStates.Succeeded]);
    }

    private static Task<DirectiveOutcome> Succeed(DirectiveRun run, CancellationToken cancel) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());

    private static ForumCategory NewCategory(Guid subject) => new() { Slug = $"{subject:N}", Name = "Row", CreatedByUserId = Guid.Empty };

    private async Task<List<(Guid Id, Guid Subject)>> AskAsync(Org org, int count, Func<DirectiveRun, CancellationToken, Task<DirectiveOutcome>> act, OperationContext? operation = null)
    {
        var requests = Enumerable.Range(0, count).Select(_ => new Rehearsal(Guid.NewGuid())).Select(r => new DirectiveRequest<Rehearsal>(new("test.thing", r.Subject), r, "1")).ToList();
        foreach (var request in requests) Stage.When(request.Args.Subject, act);
        var receipts = (await org.Do(unit => Given.Get<DirectiveService>().RequestAllAsync(unit, Rehearsals.Together, requests, Cancel), operation)).ShouldBeOk();
        return [.. receipts.Select((r, n) => (r.Id, requests[n].Args.Subject))];
    }

    private Task<long> WaitingAsync() => Given.AskOwner<long>("select (select count(*) from runtime.ready) + (select count(*) from runtime.running)");
}
