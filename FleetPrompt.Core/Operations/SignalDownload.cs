using System.Runtime.CompilerServices;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>The signals that fit a query and that the reader may see, for a file: newest first.</summary>
public sealed class SignalDownload(IUnits units)
{
    /// <summary>In one file.</summary>
    public const int Most = 10_000;

    private const int PageSize = 500;

    /// <summary>At most <see cref="Most"/>, page by page, each read in a transaction of its own, so that a slow taker holds none open. Rights are looked up for each page.</summary>
    public async IAsyncEnumerable<Signal> ReadAsync(OperationContext operation, SignalQuery query, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var (left, page) = (Most, query);
        while (left > 0)
        {
            var (asked, take) = (page, Math.Min(PageSize, left));
            var signals = await units.ReadAsync(
                operation,
                async unit => await SignalReading.Filtered(await SignalReading.VisibleAsync(unit, cancel), asked).OrderByDescending(s => s.Seq).Take(take).ToListAsync(cancel),
                cancel);
            foreach (var signal in signals) yield return signal;
            if (signals.Count < take) yield break;
            left -= signals.Count;
            page = page with { Before = signals[^1].Seq };
        }
    }

    /// <summary>How many fit, up to one more than <see cref="Most"/>.</summary>
    public Task<int> CountAsync(OperationContext operation, SignalQuery query, CancellationToken cancel = default) =>
        units.ReadAsync(operation, async unit => await SignalReading.Filtered(await SignalReading.VisibleAsync(unit, cancel), query).OrderByDescending(s => s.Seq).Take(Most + 1).CountAsync(cancel), cancel);
}
