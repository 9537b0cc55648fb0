using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Work;

/// <summary>A kind of work that plugs into the queue: directives, signal deliveries.</summary>
public interface IWorkKind
{
    string Name { get; }

    /// <summary>Does the work, whole, and takes it off the queue in the unit that records its outcome. Expected failures are recorded, not thrown.</summary>
    Task PerformAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel);
}
