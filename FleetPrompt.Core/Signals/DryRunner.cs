using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Signals;

/// <summary>Lets each handler have its signals in a transaction that is rolled back, and notes what it did there. What leaves the database is switched off.</summary>
public sealed class DryRunner(IUnits units, IDeliveryLog deliveries, SignalHandlers handlers, IServiceScopeFactory scopes)
{
    /// <summary>Signals that are tried; their rows may be held until all are done, so not too many.</summary>
    public const int Most = 500;

    internal async Task<DryRun> RunAsync(TenantRef tenant, IReadOnlyList<Chosen> chosen, CancellationToken cancel)
    {
        var tried = chosen.Take(Most).ToList();
        var runs = new List<HandlerDryRun>();
        foreach (var handler in handlers.All)
        {
            var mine = tried.Where(s => handler.Matches(s.Name)).Select(s => s.Id).ToList();
            if (mine.Count > 0) runs.Add(await RunAsync(tenant, handler.Name, mine, cancel));
        }

        return new DryRun(chosen.Count, tried.Count, runs);
    }

    private async Task<HandlerDryRun> RunAsync(TenantRef tenant, string handler, List<Guid> signals, CancellationToken cancel)
    {
        var notes = new Notes();
        var left = new Queue<Guid>(signals);

        // A transaction in which something failed is over: what is left goes on in the next one.
        while (left.Count > 0) await units.ReadAsync(OperationContext.New(tenant, Actor.System, Sources.Job), unit => GoOnAsync(unit, handler, left, notes, cancel), cancel);
        return notes.Of(handler, signals.Count);
    }

    private async Task<bool> GoOnAsync(TenantUnit unit, string handler, Queue<Guid> left, Notes notes, CancellationToken cancel)
    {
        var mark = $"dry-run:{Guid.NewGuid()}";
        var before = await deliveries.CountersAsync(unit, cancel);
        while (left.TryDequeue(out var id))
        {
            var signal = await unit.Db.Signals.AsNoTracking().SingleAsync(s => s.Id == id, cancel);
            unit.Join(new OperationContext(unit.Tenant, Actor.System, Sources.Job, mark, signal.CorrelationId, signal.Id));
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await handlers.Find(handler, scope.ServiceProvider)!.HandleAsync(new SignalRun(unit, signal, Guid.CreateVersion7(), ExternalEffects: false), cancel);
                await unit.Db.SaveChangesAsync(cancel);
                var told = await unit.Db.Signals.AsNoTracking().Where(s => s.CorrelationId == signal.CorrelationId && s.RequestId == mark).ToListAsync(cancel);
                var after = await deliveries.CountersAsync(unit, cancel);
                notes.Add(told, before, after);
                before = after;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                notes.Failed(id, fault);
                return false;
            }
        }

        return true;
    }

    private sealed class Notes
    {
        /// <summary>Told by the signals and directives themselves.</summary>
        private static readonly string[] Machinery = ["signals", "signal_deliveries", "directives"];

        private readonly Dictionary<Guid, (string Name, string? Directive)> told = [];
        private readonly SortedDictionary<string, RowCounts> changes = new(StringComparer.Ordinal);
        private readonly List<HandlerFailure> failures = [];

        public void Add(List<Signal> signals, IReadOnlyDictionary<string, RowCounts> before, IReadOnlyDictionary<string, RowCounts> after)
        {
            foreach (var signal in signals) told[signal.Id] = (signal.Name, DirectiveOf(signal));
            foreach (var (table, counts) in after)
            {
                var done = counts - before.GetValueOrDefault(table);
                if (done.Any && !Machinery.Contains(table)) changes[table] = changes.GetValueOrDefault(table) + done;
            }
        }

        public void Failed(Guid signal, Exception fault) => failures.Add(new HandlerFailure(signal, RedactionGuard.RedactText(fault.Message)));

        public HandlerDryRun Of(string handler, int signals) =>
            new(handler, signals, Counted(told.Values.Where(t => t.Directive is null).Select(t => t.Name)), Counted(told.Values.Select(t => t.Directive).OfType<string>()), changes, failures);

        private static SortedDictionary<string, int> Counted(IEnumerable<string> names) =>
            new(names.CountBy(n => n).ToDictionary(n => n.Key, n => n.Value), StringComparer.Ordinal);

        /// <summary>A request for a directive is told by a signal too; the room of directives is not known here, its fact is.</summary>
        private static string? DirectiveOf(Signal signal) =>
            signal.Name == "directive.requested" && signal.Payload.RootElement.TryGetProperty("directive", out var name) ? name.GetString() : null;
    }
}
