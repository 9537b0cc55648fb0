using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

public sealed class LifecycleTests(Installation fleet) : DatabaseTests(fleet)
{
    private SignalBus Bus => Given.Get<SignalBus>();

    private ForumModeration Moderation => Given.Get<ForumModeration>();

    [Fact]
    public async Task A_directive_is_told_from_its_request_to_its_end_as_one_chain()
    {
        var acme = await Given.Org().WithMember("ana");
        var subject = Guid.NewGuid();
        Stage.When(subject, async (run, cancel) =>
        {
            await Bus.EmitAsync(run.Unit, TestSignals.Noted, new("test.thing", subject), new Note("done"), cancel: cancel);
            return new DirectiveOutcome.Succeeded(new { answer = 42 });
        });
        var act = acme.Act("ana");
        var asked = (await acme.Request(new(subject), operation: act)).ShouldBeOk();

        await RunWork();

        var chain = await acme.Signals(s => s.CorrelationId == act.CorrelationId);
        chain.Select(s => s.Name).ShouldBe(["directive.requested", "directive.started", "test.noted", "directive.succeeded"]);
        chain.ShouldAllBe(s => s.CausationId == asked.Id && s.Stream == $"test.thing:{subject}");
        chain.Select(s => s.ActorId).ShouldBe([acme["ana"], null, acme["ana"], null]);
        chain.Where(s => s.SubjectType == "directive").ShouldAllBe(s => s.Payload.RootElement.GetProperty("directive_id").GetGuid() == asked.Id && s.Payload.RootElement.GetProperty("attempt").GetInt32() == 1);
        var directive = await acme.Directive(asked.Id);
        directive.Status.ShouldBe(DirectiveStates.Succeeded);
        directive.Result!.RootElement.GetProperty("answer").GetInt32().ShouldBe(42);
        directive.StartedAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(directive.FinishedAt.ShouldNotBeNull());
        (await acme.One<DirectiveAttempt>(a => a.DirectiveId == asked.Id)).Outcome.ShouldBe(DirectiveStates.Succeeded);
        (await Given.AskOwner<long>($"select count(*) from runtime.running where work_id = '{asked.Id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_breaks_changes_nothing_and_says_nothing_secret()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        Stage.When(subject, async (run, cancel) =>
        {
            run.Unit.Db.Add(new ForumCategory { Slug = "half", Name = "half done", CreatedByUserId = Guid.Empty });
            await run.Unit.Db.SaveChangesAsync(cancel);
            await Bus.EmitAsync(run.Unit, TestSignals.Noted, new("test.thing", subject), new Note("half done"), cancel: cancel);
            throw new InvalidOperationException("could not call with ghp_abcdefghijklmnopqrstuvwxyz0123456789");
        });
        var asked = (await acme.Request(new(subject))).ShouldBeOk();

        await RunWork();

        (await acme.Told(asked.Id)).ShouldBe(["directive.requested", "directive.started", "directive.failed"]);
        (await acme.All<ForumCategory>()).ShouldBeEmpty();
        (await acme.Signals(s => s.Name == "test.noted")).ShouldBeEmpty();
        var directive = await acme.Directive(asked.Id);
        (directive.Status, directive.ErrorKind).ShouldBe((DirectiveStates.Failed, DirectiveErrors.Handler));
        directive.ErrorMessage.ShouldNotBeNull().ShouldNotContain("ghp_");
        directive.ErrorDetails!.RootElement.GetRawText().ShouldContain("could not call");
        directive.ErrorDetails.RootElement.GetRawText().ShouldNotContain("ghp_");
    }

    [Fact]
    public async Task A_handler_that_hides_a_failed_statement_fails_all_the_same()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        Stage.When(subject, async (run, cancel) =>
        {
            try
            {
                await run.Unit.Db.Database.ExecuteSqlAsync($"select 1 / 0", cancel);
            }
            catch (Npgsql.PostgresException)
            {
                // As if nothing had happened.
            }

            return new DirectiveOutcome.Succeeded();
        });
        var asked = (await acme.Request(new(subject))).ShouldBeOk();

        await RunWork();

        (await acme.Directive(asked.Id)).ErrorKind.ShouldBe(DirectiveErrors.Handler);
        (await acme.Told(asked.Id))[^1].ShouldBe("directive.failed");
    }

    [Fact]
    public async Task A_failed_directive_is_not_tried_again_unasked()
    {
        var acme = await Given.Org();
        var (subject, calls) = (Guid.NewGuid(), 0);
        Stage.When(subject, (_, _) =>
        {
            calls++;
            return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed("no_luck", "It did not work out."));
        });
        var asked = (await acme.Request(new(subject))).ShouldBeOk();

        await RunWork();
        await RunWork();

        calls.ShouldBe(1);
        (await acme.Directive(asked.Id)).ErrorMessage.ShouldBe("It did not work out.");
        (await acme.Request(new(subject))).ShouldBeOk().Status.ShouldBe(DirectiveStates.Failed);
    }

    [Fact]
    public async Task A_handler_is_run_again_where_PostgreSQL_asks_for_it()
    {
        var acme = await Given.Org();
        var (subject, calls) = (Guid.NewGuid(), 0);
        Stage.When(subject, async (run, cancel) =>
        {
            if (++calls < 2) await run.Unit.Db.Database.ExecuteSqlAsync($"do $$ begin raise 'again' using errcode = '40001'; end $$", cancel);
            return new DirectiveOutcome.Succeeded();
        });
        var asked = (await acme.Request(new(subject))).ShouldBeOk();

        await RunWork();

        (await acme.Told(asked.Id)).ShouldBe(["directive.requested", "directive.started", "directive.succeeded"]);
    }

    [Fact]
    public async Task Acting_on_an_old_page_is_a_conflict_that_says_so()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();
        await Moderation.LockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel);
        await RunWork();

        var stale = (await Moderation.UnlockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        await RunWork();

        var directive = await acme.Directive(stale.Id);
        (directive.Status, directive.ErrorKind).ShouldBe((DirectiveStates.Failed, DirectiveErrors.Conflict));
        directive.ErrorMessage.ShouldNotBeNull().ShouldContain("Reload");
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).Status.ShouldBe(ThreadStatus.Locked);
    }

    [Fact]
    public async Task Lock_unlock_lock_are_three_directives()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();
        var ids = new List<Guid>();

        for (var version = 0; version < 3; version++)
        {
            var args = new ThreadModeration(thread.ThreadId, version, null);
            ids.Add((version == 1 ? await Moderation.UnlockAsync(acme.Act(), args, Cancel) : await Moderation.LockAsync(acme.Act(), args, Cancel)).ShouldBeOk().Id);
            await RunWork();
        }

        ids.Distinct().Count().ShouldBe(3);
        foreach (var id in ids) (await acme.Directive(id)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).Status.ShouldBe(ThreadStatus.Locked);
    }
}
