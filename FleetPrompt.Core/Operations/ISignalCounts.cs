using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>Signals counted over time, in the database.</summary>
public interface ISignalCounts
{
    /// <summary>How many signals of these visibilities fit the query in each bar of the span, by the beginning of the bar; bars without any are missing. Looks at nothing outside the span.</summary>
    Task<IReadOnlyDictionary<DateTimeOffset, int>> CountAsync(TenantUnit unit, IReadOnlyList<string> visible, SignalQuery query, SignalSpan span, CancellationToken cancel);
}
