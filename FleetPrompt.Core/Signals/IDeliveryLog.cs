using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>The verbs on deliveries that need more than EF Core.</summary>
public interface IDeliveryLog
{
    /// <summary>Writes each delivery and its work item, before the unit's next statement or its commit; those that are there already stay as they are.</summary>
    void Add(TenantUnit unit, IReadOnlyList<NewDelivery> deliveries);

    /// <summary>The same at once; returns how many there were not yet.</summary>
    Task<int> AddAsync(TenantUnit unit, IReadOnlyList<NewDelivery> deliveries, CancellationToken cancel);

    /// <summary>Rows written so far over this connection, by table: a difference of two looks is what was done between them.</summary>
    Task<IReadOnlyDictionary<string, RowCounts>> CountersAsync(TenantUnit unit, CancellationToken cancel);
}

/// <param name="ReadyIn">How long it waits before it may run.</param>
public sealed record NewDelivery(Guid SignalId, string Handler, Guid? ReplayId = null, bool ExternalEffects = true, TimeSpan ReadyIn = default)
{
    /// <summary>What happens now goes before what happened once.</summary>
    public int Priority => ReplayId is null ? 0 : 100;
}

public readonly record struct RowCounts(long Inserted, long Updated, long Deleted)
{
    public bool Any => Inserted != 0 || Updated != 0 || Deleted != 0;

    public static RowCounts operator -(RowCounts a, RowCounts b) => new(a.Inserted - b.Inserted, a.Updated - b.Updated, a.Deleted - b.Deleted);

    public static RowCounts operator +(RowCounts a, RowCounts b) => new(a.Inserted + b.Inserted, a.Updated + b.Updated, a.Deleted + b.Deleted);
}
