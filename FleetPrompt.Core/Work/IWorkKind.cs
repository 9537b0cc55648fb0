using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Work;

/// <summary>A kind of work that plugs into the queue: directives, signal deliveries.</summary>
public interface IWorkKind
{
    string Name { get; }

    /// <summary>
    /// Does the work, whole, and takes each item off the queue in the unit that records its outcome. Expected failures are recorded, not thrown. Of what is thrown, nothing was recorded
    /// for the items still held. More than one item only of those that share a unit.
    /// </summary>
    Task PerformAsync(TenantRef tenant, IReadOnlyList<WorkItem> items);

    /// <summary>Records that the work was canceled, without waiting for it: whatever it still does can no longer commit.</summary>
    Task AbandonAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel);
}

/// <summary>What was claimed, and when to stop it.</summary>
public sealed record WorkItem(ClaimedWork Work, WorkStop Stop);

/// <summary>Two reasons to stop, which end differently.</summary>
/// <param name="LeaseLost">Somebody else has the work, or will soon: stop and record nothing.</param>
/// <param name="CancelRequested">A person wants it stopped: stop, and record that.</param>
public readonly record struct WorkStop(CancellationToken LeaseLost, CancellationToken CancelRequested);
