using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace FleetPrompt.Tests.Faults;

/// <summary>One history: what the model believes of each directive, beside what is done to the real ones.</summary>
internal sealed class HistoryModel(Installation given, Org org)
{
    private const int Keys = 3;
    private readonly Guid[] subjects = [.. Enumerable.Range(0, Keys).Select(_ => Guid.NewGuid())];
    private readonly Guid[] runners = [Guid.NewGuid(), Guid.NewGuid()];
    private readonly List<Modelled> all = [];
    private readonly List<Held> held = [];
    private Act next = Act.Succeed;
    private Held? current;

    private enum Act
    {
        Succeed,
        Fail,
        Throw,
        Die,
        Hang,
    }

    private IWorkQueue Queue => given.Get<IWorkQueue>();

    private IWorkKind Work => given.Services.GetServices<IWorkKind>().Single(k => k.Name == DirectiveService.WorkKind);

    public async Task PlayAsync(IEnumerable<Step> steps)
    {
        // What a history before this one, that failed, has left.
        await given.AsOwner($"delete from runtime.ready; delete from runtime.running; update {org.Schema}.directives set status = 'canceled' where status in ('requested', 'running')");
        foreach (var subject in subjects) given.Stage.When(subject, HandleAsync);
        try
        {
            foreach (var step in steps)
            {
                await TakeAsync(step);
                await LookAsync($"after {step.Verb}({step.Which})");
            }

            await EndAsync();
        }
        finally
        {
            foreach (var hung in held.Where(h => h.Hung is not null)) hung.WakeUp.TrySetResult();
        }
    }

    /// <summary>All that is open comes to its end, and nothing is left.</summary>
    private async Task EndAsync()
    {
        for (var n = 0; held.Any(h => h.Hung is not null); n++) await WakeAsync(n);
        foreach (var runner in new[] { 0, 1 }) await LeaseEndsAsync(runner);
        await ReconcileAsync();
        while (all.Any(d => d.InLine))
        {
            await ClaimAsync(0);
            await PerformAsync(0, Act.Succeed);
        }

        await LookAsync("at the end");
        all.ShouldAllBe(d => DirectiveStates.IsAtRest(d.Status));
        all.ShouldAllBe(d => d.Effects <= 1 && d.Effects == (d.Status == DirectiveStates.Succeeded ? 1 : 0));
    }

    private Task TakeAsync(Step step) =>
        step.Verb switch
        {
            Verb.Request => RequestAsync(step.Which),
            Verb.Cancel => CancelAsync(step.Which),
            Verb.Rerun => RerunAsync(step.Which),
            Verb.Claim => ClaimAsync(step.Which % 2),
            Verb.Succeed => PerformAsync(step.Which, Act.Succeed),
            Verb.Fail => PerformAsync(step.Which, Act.Fail),
            Verb.Throw => PerformAsync(step.Which, Act.Throw),
            Verb.Die => PerformAsync(step.Which, Act.Die),
            Verb.Hang => PerformAsync(step.Which, Act.Hang),
            Verb.Wake => WakeAsync(step.Which),
            Verb.FinishAgain => FinishAgainAsync(step.Which),
            Verb.LeaseEnds => LeaseEndsAsync(step.Which % 2),
            Verb.Sweep => SweepAsync(),
            Verb.LoseTheQueue => LoseAsync(),
            _ => ReconcileAsync(),
        };

    private async Task RequestAsync(int key)
    {
        var (existing, external) = (Newest(key), key == 2);
        var receipt = (await org.Request(new(subjects[key]), type: external ? Rehearsals.Call : Rehearsals.Play)).ShouldBeOk();
        if (existing is not null && existing.Status != DirectiveStates.Canceled)
        {
            (receipt.Id, receipt.Existing).ShouldBe((existing.Id, true));
            return;
        }

        receipt.Existing.ShouldBeFalse();
        all.Add(new Modelled(receipt.Id, key, external));
    }

    /// <summary>What waits is canceled at once; what a runner has is asked to stop, once.</summary>
    private async Task CancelAsync(int key)
    {
        if (Newest(key) is not { } directive) return;
        var moved = await given.Get<DirectiveControl>().CancelAsync(org.Act(), directive.Id, directive.Attempt, "not needed");
        var open = !DirectiveStates.IsAtRest(directive.Status) && (!directive.StopAsked || (directive.InLine && directive.Status == DirectiveStates.Requested));
        moved.IsOk.ShouldBe(open);
        if (!open) return;
        directive.StopAsked = true;
        directive.Told.Add("cancel.requested");
        if (!directive.InLine) return;
        directive.InLine = false;
        directive.EndsAs(DirectiveStates.Canceled);
    }

    private async Task RerunAsync(int key)
    {
        if (Newest(key) is not { } directive) return;
        var moved = await given.Get<DirectiveControl>().RerunAsync(org.Act(), directive.Id, directive.Attempt, "once more");
        moved.IsOk.ShouldBe(directive.Status == DirectiveStates.Failed);
        if (!moved.IsOk) return;
        (directive.Status, directive.StopAsked, directive.InLine) = (DirectiveStates.Requested, false, true);
        directive.Attempts[++directive.Attempt] = "-";
        directive.Told.Add("rerun.requested");
    }

    private async Task ClaimAsync(int runner)
    {
        await Queue.HeartbeatAsync(runners[runner], "here", TimeSpan.FromHours(1), default);
        var claimed = await Queue.ClaimAsync(runners[runner], new(1), default);
        if (!all.Any(d => d.InLine))
        {
            claimed.ShouldBeEmpty();
            return;
        }

        var work = claimed.ShouldHaveSingleItem();
        var directive = all.Single(d => d.Id == work.WorkId);
        directive.InLine.ShouldBeTrue();
        held.ShouldAllBe(h => h.Work.Token < work.Token);
        directive.InLine = false;
        held.Add(new Held(work, directive, runner));
    }

    private async Task PerformAsync(int which, Act act)
    {
        if (Nth(held.Where(h => h.Holds && !h.Begun), which) is not { } mine) return;
        var directive = mine.Of;
        mine.Begun = true;
        (next, current) = (act, mine);
        if (DirectiveStates.IsAtRest(directive.Status))
        {
            await RunAsync(mine);
            mine.Holds = false;
            return;
        }

        var takenOver = directive.Status == DirectiveStates.Running;
        directive.Status = DirectiveStates.Running;
        directive.Attempts[directive.Attempt] = "-";
        var lost = takenOver && directive.External;
        if (!lost) directive.Told.Add(takenOver ? "recovered" : "started");
        var handled = !lost && !directive.StopAsked;
        if (!handled)
        {
            await RunAsync(mine);
            mine.Holds = false;
            directive.EndsAs(lost ? DirectiveStates.Failed : DirectiveStates.Canceled);
            return;
        }

        switch (act)
        {
            case Act.Hang:
                mine.Hung = RunAsync(mine);
                await Task.WhenAny(mine.Entered.Task, mine.Hung);
                break;
            case Act.Die:
                await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(mine));
                break;
            default:
                await RunAsync(mine);
                mine.Holds = false;
                directive.EndsAs(act == Act.Succeed ? DirectiveStates.Succeeded : DirectiveStates.Failed);
                break;
        }
    }

    /// <summary>A wish to stop that its runner has not heard does not keep it from its success.</summary>
    private async Task WakeAsync(int which)
    {
        if (Nth(held.Where(h => h.Hung is not null), which) is not { Hung: { } run } mine) return;
        mine.Hung = null;
        mine.WakeUp.SetResult();
        if (mine.Holds)
        {
            await run;
            mine.Holds = false;
            mine.Of.EndsAs(DirectiveStates.Succeeded);
        }
        else
            await Should.ThrowAsync<LeaseLostException>(() => run);
    }

    private async Task FinishAgainAsync(int which)
    {
        if (Nth(held.Where(h => !h.Holds && h.Hung is null), which) is not { } stale) return;
        (next, current) = (Act.Succeed, stale);
        if (DirectiveStates.IsAtRest(stale.Of.Status)) await AgainAsync();
        else await Should.ThrowAsync<LeaseLostException>(AgainAsync);

        Task AgainAsync() => Work.PerformAsync(org.Tenant, [new(stale.Work, default)]);
    }

    private async Task LeaseEndsAsync(int runner)
    {
        await Queue.HeartbeatAsync(runners[runner], "here", TimeSpan.Zero, default);
        var lost = held.Where(h => h.Holds && h.Runner == runner).ToList();
        (await Queue.SweepAsync(default)).ShouldBe(lost.Count);
        foreach (var mine in lost) (mine.Holds, mine.Of.InLine) = (false, true);
        runners[runner] = Guid.NewGuid();
    }

    private async Task SweepAsync() => (await Queue.SweepAsync(default)).ShouldBe(0);

    private async Task LoseAsync()
    {
        await given.AsOwner("delete from runtime.ready");
        foreach (var directive in all) directive.InLine = false;
    }

    private async Task ReconcileAsync()
    {
        given.Clock.Advance(TimeSpan.FromMinutes(2));
        var lost = given.Get<LostWork>();
        await org.DoOk(async unit =>
        {
            lost.Enqueue(unit, await lost.FindAsync(unit, default));
            return true;
        });
        foreach (var directive in all.Where(d => !DirectiveStates.IsAtRest(d.Status) && !held.Any(h => h.Holds && h.Of == d))) directive.InLine = true;
    }

    private Task RunAsync(Held mine) => Work.PerformAsync(org.Tenant, [new(mine.Work, new WorkStop(mine.Death.Token, default))]);

    /// <summary>Writes a row in any case: only a success keeps it.</summary>
    private async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, CancellationToken cancel)
    {
        var (act, mine) = (next, current!);
        if (act == Act.Hang)
        {
            mine.Entered.SetResult();
            await mine.WakeUp.Task;
        }

        run.Unit.Db.Add(new ForumCategory { Slug = $"{Guid.NewGuid():N}", Name = $"{run.Directive.Id}", CreatedByUserId = Guid.Empty });
        await run.Unit.Db.SaveChangesAsync(CancellationToken.None);
        if (act == Act.Die)
        {
            await mine.Death.CancelAsync();
            throw new OperationCanceledException(mine.Death.Token);
        }

        return act switch
        {
            Act.Throw => throw new InvalidOperationException("As the history says."),
            Act.Fail => new DirectiveOutcome.Failed("away", "The other side is away."),
            _ => new DirectiveOutcome.Succeeded(),
        };
    }

    /// <summary>The database is as the model says.</summary>
    private async Task LookAsync(string when)
    {
        if (all.Count == 0) return;
        var found = await given.AskOwner<string>(
            $"""
            delete from runtime.ready where kind <> 'directive'; -- whoever listens has nothing to do with this
            delete from {org.Schema}.signal_deliveries;
            select string_agg(format('%s: %s, attempts %s, asked to stop %s, %s effects, in line %s, held by %s; %s', d.id, d.status,
                (select coalesce(string_agg(a.attempt || ' ' || coalesce(a.outcome, '-'), ' ' order by a.attempt), '') from {org.Schema}.directive_attempts a where a.directive_id = d.id),
                d.cancel_requested_at is not null,
                (select count(*) from {org.Schema}.forum_categories c where c.name = d.id::text),
                exists (select from runtime.ready r where r.work_id = d.id),
                coalesce((select n.token from runtime.running n where n.work_id = d.id), 0),
                (select string_agg(substr(s.name, 11), ' ' order by s.seq) from {org.Schema}.signals s where s.subject_type = 'directive' and s.subject_id = d.id)
            ), E'\n' order by d.id::text collate "C")
            from {org.Schema}.directives d where d.id in ('{string.Join("', '", all.Select(d => d.Id))}')
            """);
        var expected = all.OrderBy(d => $"{d.Id}", StringComparer.Ordinal).Select(d => d.Line(held.SingleOrDefault(h => h.Holds && h.Of == d)?.Work.Token ?? 0));
        found.ShouldBe(string.Join('\n', expected), when);
    }

    private Modelled? Newest(int key) => all.LastOrDefault(d => d.Key == key);

    private static Held? Nth(IEnumerable<Held> some, int which) => some.ToList() is { Count: > 0 } list ? list[which % list.Count] : null;

    private sealed class Modelled(Guid id, int key, bool external)
    {
        public Guid Id => id;

        public int Key => key;

        public bool External => external;

        public string Status { get; set; } = DirectiveStates.Requested;

        public int Attempt { get; set; } = 1;

        public SortedDictionary<int, string> Attempts { get; } = [];

        public bool StopAsked { get; set; }

        public bool InLine { get; set; } = true;

        public int Effects { get; private set; }

        public List<string> Told { get; } = ["requested"];

        public void EndsAs(string status)
        {
            Status = status;
            Attempts[Attempt] = status;
            Told.Add(status);
            if (status == DirectiveStates.Succeeded) Effects++;
        }

        public string Line(long token) =>
            $"{Id}: {Status}, attempts {string.Join(' ', Attempts.Select(a => $"{a.Key} {a.Value}"))}, asked to stop {(StopAsked ? "t" : "f")}, {Effects} effects, in line {(InLine ? "t" : "f")}, held by {token}; {string.Join(' ', Told)}";
    }

    /// <summary>A claim, for ever: it holds its work until it has ended or was taken over.</summary>
    private sealed class Held(ClaimedWork work, Modelled of, int runner)
    {
        public ClaimedWork Work => work;

        public Modelled Of => of;

        public int Runner => runner;

        public bool Holds { get; set; } = true;

        public bool Begun { get; set; }

        public Task? Hung { get; set; }

        public CancellationTokenSource Death { get; } = new();

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource WakeUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
