using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>The end of what a tenant may only add to. Which facts have outlived their use is decided in the database, from the organisation's own setting.</summary>
public interface IHistory
{
    /// <summary>Whether <see cref="PurgeAsync"/> would take anything away.</summary>
    Task<bool> IsDueAsync(TenantUnit unit, CancellationToken cancel);

    /// <summary>Takes away at most some thousand rows and tells how many; nothing when all that is left is kept.</summary>
    Task<PurgedHistory> PurgeAsync(TenantUnit unit, CancellationToken cancel);
}

public readonly record struct PurgedHistory(int Directives, int Signals)
{
    public bool Any => Directives + Signals > 0;

    public static PurgedHistory operator +(PurgedHistory a, PurgedHistory b) => new(a.Directives + b.Directives, a.Signals + b.Signals);
}
