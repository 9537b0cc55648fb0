using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Operations;

/// <summary>Puts lost work back in line. It was never begun, or its runner is gone: the rules for taking over decide what becomes of it.</summary>
internal sealed class ReconcileWorkHandler(LostWork lost, SignalBus signals) : IDirectiveHandler<Firing>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Firing args, CancellationToken cancel)
    {
        var found = await lost.FindAsync(run.Unit, cancel);
        lost.Enqueue(run.Unit, found);
        var fact = new ReconciledFact(found.Directives.Count, found.Deliveries.Count);
        if (found.Any) await signals.EmitAsync(run.Unit, OperationSignals.WorkReconciled, DirectiveSubjects.Of(run), fact, cancel: cancel);
        return new DirectiveOutcome.Succeeded(fact);
    }
}
