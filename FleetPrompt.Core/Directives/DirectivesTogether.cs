using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// Runs many directives of one organisation in one unit, from their start to their success: either all of it is durable or none. Whatever does not succeed at once, and whatever is not
/// simply waiting, is left to be run alone, where its failure is recorded. The one that is known to have failed is left out and the others are tried again; where it is not known, all are left.
/// </summary>
internal sealed partial class DirectivesTogether(
    IUnits units,
    IWorkQueue queue,
    IDirectiveLog directives,
    DirectiveCatalog catalog,
    SignalBus signals,
    DirectiveTelemetry telemetry,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<DirectivesTogether> log)
{
    /// <summary>How many may be left out before the rest is left, too.</summary>
    private const int Tries = 4;

    /// <summary>Returns what is left to be run alone.</summary>
    public async Task<IReadOnlyList<WorkItem>> PerformAsync(TenantRef tenant, IReadOnlyList<WorkItem> items)
    {
        var (rest, alone) = (items, new List<WorkItem>());
        for (var n = 0; n < Tries && rest.Count > 0; n++)
        {
            var tried = await TryAsync(tenant, rest, items[0].Stop.LeaseLost);
            if (tried.IsOk) return [.. alone, .. tried.Value];
            if (tried.Error is not LeftOut { Item: { } item }) break;
            alone.Add(item);
            rest = [.. rest.Where(i => i != item)];
        }

        return [.. alone, .. rest];
    }

    private async Task<Result<List<WorkItem>>> TryAsync(TenantRef tenant, IReadOnlyList<WorkItem> items, CancellationToken cancel)
    {
        try
        {
            return await units.RunAsync<List<WorkItem>>(OperationContext.New(tenant, Actor.System, Sources.Job), unit => RunAsync(unit, items, cancel), cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogUndone(fault, items.Count, tenant.Slug);
            return new LeftOut(null);
        }
    }

    /// <summary>Returns what was not part of it.</summary>
    private async Task<Result<List<WorkItem>>> RunAsync(TenantUnit unit, IReadOnlyList<WorkItem> items, CancellationToken cancel)
    {
        var found = await directives.ReadAsync(unit, [.. items.Select(i => i.Work.WorkId)], cancel);
        var (waiting, others) = Sort(items, found.ToDictionary(d => d.Id));
        if (waiting.Count == 0) return others;
        var startedAt = time.GetUtcNow();
        await TellAsync(unit, DirectiveSignals.Started, DirectiveStates.Running, waiting, cancel);
        var handled = await HandleAsync(unit, waiting, cancel);
        if (!handled.IsOk) return handled.Error!;
        await unit.SaveAsync(cancel);
        if (!await directives.SucceedAsync(unit, handled.Value, startedAt, time.GetUtcNow(), cancel)) return new LeftOut(null);
        await TellAsync(unit, DirectiveSignals.Succeeded, DirectiveStates.Succeeded, waiting, cancel);
        foreach (var (_, directive, _) in waiting)
        {
            telemetry.Started(unit, directive, startedAt);
            telemetry.Finished(unit, directive, DirectiveStates.Succeeded, null);
        }

        return await queue.FinishAsync(unit, [.. waiting.Select(w => w.Item.Work)], cancel) ? others : new LeftOut(null);
    }

    /// <summary>Those that wait to be begun, one for each subject; and all others.</summary>
    private (List<Waiting> Waiting, List<WorkItem> Others) Sort(IReadOnlyList<WorkItem> items, Dictionary<Guid, Directive> found)
    {
        var (waiting, others, subjects) = (new List<Waiting>(), new List<WorkItem>(), new HashSet<Subject>());
        foreach (var item in items)
        {
            if (found.GetValueOrDefault(item.Work.WorkId) is { Status: DirectiveStates.Requested, CancelRequestedAt: null } directive
                && catalog.Binding(directive.Name) is InUnitBinding { Type.SharesUnit: true } binding
                && subjects.Add(new Subject(directive.SubjectType, directive.SubjectId)))
                waiting.Add(new Waiting(item, directive, binding));
            else
                others.Add(item);
        }

        return (waiting, others);
    }

    private async Task<Result<List<DoneDirective>>> HandleAsync(TenantUnit unit, List<Waiting> waiting, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var allowed = new HashSet<(Actor, DirectiveType)>();
        var done = new List<DoneDirective>(waiting.Count);
        foreach (var (item, directive, binding) in waiting)
        {
            if (item.Stop.CancelRequested.IsCancellationRequested) return new LeftOut(item);
            unit.Join(directive.InTheNameOf(directive.Requester, unit.Tenant));
            using var run = telemetry.Run(unit.Tenant, directive);
            try
            {
                if (!allowed.Contains((directive.Requester, binding.Type)))
                {
                    if (!(await DirectiveService.AuthorityAsync(unit, binding.Type, cancel)).IsOk) return new LeftOut(item);
                    allowed.Add((directive.Requester, binding.Type));
                }

                if (await binding.HandleAsync(scope.ServiceProvider, new DirectiveRun(unit, directive), cancel) is not DirectiveOutcome.Succeeded succeeded) return new LeftOut(item);
                run.Ended(succeeded);
                done.Add(new DoneDirective(directive, item.Work.Token, succeeded.Result is { } result ? DirectiveJson.Redacted(result) : null));
            }
            catch (Exception) when (!cancel.IsCancellationRequested)
            {
                return new LeftOut(item); // it fails again alone, and that is recorded
            }
        }

        return done;
    }

    private Task TellAsync(TenantUnit unit, SignalType<DirectiveFact> type, string status, List<Waiting> of, CancellationToken cancel) =>
        signals.EmitAsync(
            unit,
            [
                .. of.Select(w => SignalBus.Draft(
                    type,
                    DirectiveService.SubjectOf(w.Directive),
                    DirectiveService.Fact(w.Directive, status, w.Directive.Attempt),
                    DirectiveService.About(w.Binding.Type, w.Directive)) with { Operation = w.Directive.InTheNameOf(Actor.System, unit.Tenant) }),
            ],
            cancel);

    [LoggerMessage(LogLevel.Information, "{Count} directives of {Tenant} did not go together; they are run one by one")]
    private partial void LogUndone(Exception fault, int count, string tenant);

    private sealed record Waiting(WorkItem Item, Directive Directive, InUnitBinding Binding);

    /// <summary>Carries what stood in the way out of the unit, which rolls back; null where that is not known.</summary>
    private sealed record LeftOut(WorkItem? Item) : Error("Not together.");
}
