using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Work;

/// <summary>Something outside the tenant's tables that has to agree with them, and is looked at from time to time in case what told it was lost.</summary>
public interface IReconciled
{
    /// <summary>Makes it agree. Returns how much did not.</summary>
    Task<int> ReconcileAsync(TenantRef tenant, CancellationToken cancel);
}
