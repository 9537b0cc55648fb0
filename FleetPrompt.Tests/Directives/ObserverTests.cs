using System.Collections.Concurrent;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>Handlers that keep a subject in step with its directive.</summary>
public sealed class ObserverTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly DirectiveType<Rehearsal> Watched = new("rehearsal.watched", "asked for a rehearsal that is watched", OrgRole.All);
    private static readonly DirectiveType<Rehearsal> WatchedCall = new("rehearsal.watched.call", "asked for a call that is watched", OrgRole.All, Effects.External);

    private readonly Watch watch = new();

    [Fact]
    public async Task The_begin_is_told_in_the_unit_that_records_it_and_a_success_is_the_handlers_own()
    {
        var acme = await Given.Org().WithMember("ana");
        await using var node = Node();
        var id = await Ask(node, acme, "ana");
        watch.OnBegun = async run => watch.Note($"within {await Status(run)}, without {await Outside(acme, id)}, by {(run.Unit.Operation.Actor.Id == acme["ana"] ? "ana" : "another")}");

        await WorkAsync(node);

        watch.Told.ShouldBe(["within running, without requested, by ana", "begun"]);
        (await acme.Directive(id)).Status.ShouldBe(DirectiveStates.Succeeded);
        var notes = await acme.Signals(s => s.Name == TestSignals.Noted.Name);
        notes.ShouldHaveSingleItem().CausationId.ShouldBe(id);
        (await acme.Told(id)).ShouldBe(["directive.requested", "directive.started", "directive.succeeded"]);
    }

    [Fact]
    public async Task An_end_without_success_is_told_in_the_unit_that_records_it()
    {
        var acme = await Given.Org();
        await using var node = Node();
        var id = await Ask(node, acme, act: _ => new DirectiveOutcome.Failed("no_luck", "It did not work out."));
        watch.OnEnded = async run => watch.Note($"within {await Status(run)}, without {await Outside(acme, id)}");

        await WorkAsync(node);

        watch.Told.ShouldBe(["begun", "within failed, without running", "ended no_luck"]);
        (await acme.Signals(s => s.Name == TestSignals.Noted.Name)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_bug_and_a_lost_right_are_ends_too()
    {
        var acme = await Given.Org().WithMember("ana");
        await using var node = Node();
        await Ask(node, acme, act: _ => throw new InvalidOperationException("a bug"));
        await WorkAsync(node);
        await Ask(node, acme, "ana");
        await acme.Remove("ana");

        await WorkAsync(node);

        watch.Told.ShouldBe(["begun", $"ended {DirectiveErrors.Handler}", "begun", $"ended {DirectiveErrors.Forbidden}"]);
    }

    /// <summary>Whatever it does, in code or in the database: the directive goes on, and nothing of the observer is kept.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_failing_observer_does_not_keep_the_directive_from_its_course(bool fails, bool inTheDatabase)
    {
        var acme = await Given.Org();
        await using var node = Node();
        var id = await Ask(node, acme, act: _ => fails ? new DirectiveOutcome.Failed("no_luck", "It did not work out.") : new DirectiveOutcome.Succeeded());
        Func<DirectiveRun, Task> broken = inTheDatabase ? run => run.Unit.Db.Database.ExecuteSqlAsync($"select 1 / 0", Cancel) : _ => throw new InvalidOperationException("a bug");
        (watch.OnBegun, watch.OnEnded) = (broken, broken);

        await WorkAsync(node);

        (await acme.Directive(id)).Status.ShouldBe(fails ? DirectiveStates.Failed : DirectiveStates.Succeeded);
        (await acme.Told(id)).ShouldBe(["directive.requested", "directive.started", fails ? "directive.failed" : "directive.succeeded"]);
        (await acme.Signals(s => s.Name == TestSignals.Noted.Name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_canceled_before_it_begins_has_an_end_and_no_begin(bool broken)
    {
        var acme = await Given.Org();
        await using var node = Node();
        var id = await Ask(node, acme);
        watch.OnEnded = async run =>
        {
            if (broken) throw new InvalidOperationException("a bug");
            watch.Note($"within {await Status(run)}, without {await Outside(acme, id)}");
        };

        (await node.GetRequiredService<DirectiveControl>().CancelAsync(acme.Act(), id, 1, "not needed", Cancel)).ShouldBeOk().Status.ShouldBe(DirectiveStates.Canceled);
        await WorkAsync(node);

        watch.Told.ShouldBe(broken ? [] : ["within canceled, without requested", "ended canceled"]);
        (await acme.Directive(id)).Status.ShouldBe(DirectiveStates.Canceled);
        (await acme.Told(id)).ShouldBe(["directive.requested", "directive.cancel.requested", "directive.canceled"]);
    }

    [Fact]
    public async Task What_stops_because_it_was_asked_to_has_an_end()
    {
        var acme = await Given.Org();
        await using var node = Node();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = await Ask(node, acme, act: async (_, cancel) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return new DirectiveOutcome.Succeeded();
        });
        var runner = node.GetRequiredService<WorkRunner>();
        await runner.HeartbeatAsync(Cancel);
        await runner.ClaimAsync(Cancel);
        await begun.Task.WaitAsync(Cancel);

        (await node.GetRequiredService<DirectiveControl>().CancelAsync(acme.Act(), id, 1, "not needed", Cancel)).ShouldBeOk();
        await runner.RunOutAsync(Cancel);

        watch.Told.ShouldBe(["begun", "ended canceled"]);
    }

    [Fact]
    public async Task What_was_lost_outside_with_its_runner_is_told_as_its_end()
    {
        var acme = await Given.Org();
        await using var node = Node();
        var id = await LostWithItsRunner(node, acme, WatchedCall);

        await WorkAsync(node);

        watch.Told.ShouldBe([$"ended {DirectiveErrors.RunnerLost}"]);
        (await acme.Directive(id)).ErrorKind.ShouldBe(DirectiveErrors.RunnerLost);
    }

    [Fact]
    public async Task What_is_resumed_does_not_begin_again()
    {
        var acme = await Given.Org();
        await using var node = Node();
        var id = await LostWithItsRunner(node, acme, Watched);

        await WorkAsync(node);

        watch.Told.ShouldBeEmpty();
        (await acme.Directive(id)).Status.ShouldBe(DirectiveStates.Succeeded);
    }

    [Fact]
    public async Task A_rerun_begins_again()
    {
        var acme = await Given.Org();
        await using var node = Node();
        var tries = 0;
        var id = await Ask(node, acme, act: _ => ++tries == 1 ? new DirectiveOutcome.Failed("no_luck", "It did not work out.") : new DirectiveOutcome.Succeeded());
        await WorkAsync(node);
        (await node.GetRequiredService<DirectiveControl>().RerunAsync(acme.Act(), id, 1, "Once more", Cancel)).ShouldBeOk();

        await WorkAsync(node);

        watch.Told.ShouldBe(["begun", "ended no_luck", "begun"]);
    }

    [Fact]
    public void A_type_that_shares_units_cannot_be_observed()
    {
        var shared = new DirectiveType<Rehearsal>("rehearsal.shared", "asked for a shared rehearsal", OrgRole.All) { SharesUnit = true };

        Should.Throw<ArgumentException>(() => new ServiceCollection().AddDirective<Rehearsal, WatchedHandler>(shared)).Message.ShouldContain("rehearsal.shared");
        new ServiceCollection().AddDirective<Rehearsal, RehearsalHandler>(shared).ShouldNotBeEmpty();
    }

    private ServiceProvider Node() =>
        Composition.Of(Given.Logins, Given.Clock, services => services.AddSingleton(watch).AddDirective<Rehearsal, WatchedHandler>(Watched).AddExternalDirective<Rehearsal, WatchedErrand>(WatchedCall));

    private Task<Guid> Ask(ServiceProvider node, Org org, string by = Org.OwnerName, Func<DirectiveRun, DirectiveOutcome>? act = null) => Ask(node, org, (run, _) => Task.FromResult((act ?? (_ => new DirectiveOutcome.Succeeded()))(run)), by);

    private Task<Guid> Ask(ServiceProvider node, Org org, Func<DirectiveRun, CancellationToken, Task<DirectiveOutcome>> act, string by = Org.OwnerName)
    {
        watch.Act = act;
        return Ask(node, org, Watched, by);
    }

    private static async Task<Guid> Ask(ServiceProvider node, Org org, DirectiveType<Rehearsal> type, string by)
    {
        var args = new Rehearsal(Guid.NewGuid());
        return (await node.GetRequiredService<DirectiveService>().RequestAsync(org.Act(by), type, new(new("test.thing", args.Subject), args, "1"), Cancel)).ShouldBeOk().Id;
    }

    /// <summary>As a runner leaves it that ends in the middle of its handler.</summary>
    private async Task<Guid> LostWithItsRunner(ServiceProvider node, Org org, DirectiveType<Rehearsal> type)
    {
        var id = await Ask(node, org, type, Org.OwnerName);
        var (queue, lost) = (node.GetRequiredService<IWorkQueue>(), Guid.NewGuid());
        await queue.HeartbeatAsync(lost, "elsewhere", TimeSpan.FromHours(1), Cancel);
        var work = (await queue.ClaimAsync(lost, new(1), Cancel)).ShouldHaveSingleItem();
        await Given.AsOwner(
            $"""
            update runtime.running set begun_at = now(), deadline_at = now() + interval '5 minutes' where work_id = '{id}';
            update {org.Schema}.directives set status = 'running', token = {work.Token}, started_at = now() where id = '{id}';
            insert into {org.Schema}.directive_attempts (directive_id, attempt, started_at) values ('{id}', 1, now())
            """);
        await queue.HeartbeatAsync(lost, "elsewhere", TimeSpan.Zero, Cancel);
        return id;
    }

    private static async Task WorkAsync(ServiceProvider node)
    {
        var runner = node.GetRequiredService<WorkRunner>();
        await runner.HeartbeatAsync(Cancel);
        await runner.RunOutAsync(Cancel);
    }

    /// <summary>As it is committed.</summary>
    private Task<string?> Outside(Org org, Guid id) => Given.AskOwner<string>($"select status from {org.Schema}.directives where id = '{id}'");

    private static Task<string> Status(DirectiveRun run) => run.Unit.Db.Directives.Where(d => d.Id == run.Directive.Id).Select(d => d.Status).SingleAsync(Cancel);

    /// <summary>What the handler does and what it was told, in order.</summary>
    private sealed class Watch
    {
        private readonly ConcurrentQueue<string> told = new();

        public IEnumerable<string> Told => told;

        public Func<DirectiveRun, CancellationToken, Task<DirectiveOutcome>> Act { get; set; } = (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());

        public Func<DirectiveRun, Task> OnBegun { get; set; } = _ => Task.CompletedTask;

        public Func<DirectiveRun, Task> OnEnded { get; set; } = _ => Task.CompletedTask;

        public void Note(string what) => told.Enqueue(what);
    }

    private abstract class Watcher(Watch watch, SignalBus bus) : IDirectiveObserver<Rehearsal>
    {
        public async Task BegunAsync(DirectiveRun run, Rehearsal args, CancellationToken cancel)
        {
            await EmitAsync(run, args, "begun", cancel);
            await watch.OnBegun(run);
            watch.Note("begun");
        }

        public async Task EndedAsync(DirectiveRun run, Rehearsal args, DirectiveOutcome outcome, CancellationToken cancel)
        {
            await EmitAsync(run, args, "ended", cancel);
            await watch.OnEnded(run);
            watch.Note($"ended {(outcome as DirectiveOutcome.Failed)?.Kind ?? "canceled"}");
        }

        private Task<Signal> EmitAsync(DirectiveRun run, Rehearsal args, string what, CancellationToken cancel) =>
            bus.EmitAsync(run.Unit, TestSignals.Noted, new("test.thing", args.Subject), new Note(what), cancel: cancel);
    }

    private sealed class WatchedHandler(Watch watch, SignalBus bus) : Watcher(watch, bus), IDirectiveHandler<Rehearsal>
    {
        private readonly Watch watch = watch;

        public Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Rehearsal args, CancellationToken cancel) => watch.Act(run, cancel);
    }

    private sealed class WatchedErrand(Watch watch, SignalBus bus) : Watcher(watch, bus), IExternalDirectiveHandler<Rehearsal>
    {
        public Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, Rehearsal args, CancellationToken cancel) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
    }
}
