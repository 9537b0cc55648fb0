using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>
/// Work that a tenant's own tables say is to be done, and that the queue knows nothing of: the queue's tables were restored from an older moment, or somebody mended them by hand.
/// </summary>
public sealed class LostWork(IWorkQueue queue, TimeProvider time)
{
    /// <summary>What is younger may be on its way into the queue.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>At one time; the next look finds the rest.</summary>
    private const int Most = 10_000;

    public async Task<FoundWork> FindAsync(TenantUnit unit, CancellationToken cancel)
    {
        var before = time.GetUtcNow() - Settled;
        var directives = await unit.Db.Directives.AsNoTracking()
            .Where(d => (d.Status == DirectiveStates.Requested && d.RequestedAt < before) || (d.Status == DirectiveStates.Running && d.StartedAt < before))
            .OrderBy(d => d.RequestedAt).Take(Most)
            .ToDictionaryAsync(d => d.Id, d => d.ScheduledAt, cancel);
        var deliveries = await unit.Db.SignalDeliveries.AsNoTracking()
            .Where(d => (d.Status == DeliveryStates.Pending || d.Status == DeliveryStates.Running) && d.CreatedAt < before)
            .OrderBy(d => d.CreatedAt).Take(Most)
            .ToDictionaryAsync(d => d.Id, d => d.NextTryAt, cancel);
        var missing = (await queue.MissingAsync(unit, [.. directives.Keys, .. deliveries.Keys], cancel)).ToHashSet();
        return new FoundWork(Of(directives), Of(deliveries));

        IReadOnlyDictionary<Guid, DateTimeOffset?> Of(Dictionary<Guid, DateTimeOffset?> all) => all.Where(w => missing.Contains(w.Key)).ToDictionary(w => w.Key, w => w.Value);
    }

    public void Enqueue(TenantUnit unit, FoundWork found) =>
        queue.Enqueue(
            unit,
            [
                .. found.Directives.Select(w => new QueuedWork(DirectiveService.WorkKind, w.Key, ReadyAt: w.Value)),
                .. found.Deliveries.Select(w => new QueuedWork(DeliveryWork.Kind, w.Key, ReadyAt: w.Value)),
            ]);
}

/// <summary>Lost work with the time before which it is not to be done.</summary>
public sealed record FoundWork(IReadOnlyDictionary<Guid, DateTimeOffset?> Directives, IReadOnlyDictionary<Guid, DateTimeOffset?> Deliveries)
{
    public bool Any => Directives.Count + Deliveries.Count > 0;
}
