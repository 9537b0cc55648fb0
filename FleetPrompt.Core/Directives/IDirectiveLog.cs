using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>The one verb on directives that needs more than EF Core.</summary>
public interface IDirectiveLog
{
    /// <summary>Inserts unless the key is taken; waits for a concurrent request with the same key. False when it was taken.</summary>
    Task<bool> InsertAsync(TenantUnit unit, Directive directive, CancellationToken cancel);
}
