using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>Takes away history that has outlived its use, and exports whose time is up. What is left over is for the next firing.</summary>
internal sealed class ApplyRetentionHandler(IHistory history, SignalBus signals, TimeProvider time) : IDirectiveHandler<Firing>
{
    /// <summary>So that one organisation's past does not hold a transaction open for long.</summary>
    private const int MostRounds = 20;

    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Firing args, CancellationToken cancel)
    {
        var (unit, now) = (run.Unit, time.GetUtcNow());
        var exports = await unit.Db.Exports.Where(e => e.ExpiresAt < now).ExecuteDeleteAsync(cancel);
        var purged = new PurgedHistory();
        for (var round = 0; round < MostRounds; round++)
        {
            var gone = await history.PurgeAsync(unit, cancel);
            if (!gone.Any) break;
            purged += gone;
        }

        var fact = new RetentionFact(purged.Signals, purged.Directives, exports);
        await signals.EmitAsync(unit, OperationSignals.RetentionApplied, DirectiveSubjects.Of(run), fact, cancel: cancel);
        return new DirectiveOutcome.Succeeded(fact);
    }
}
