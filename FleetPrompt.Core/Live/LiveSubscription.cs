using System.Threading.Channels;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Live;

/// <param name="Widest">What the watcher may see.</param>
/// <param name="Stream">Only this stream.</param>
/// <param name="CorrelationId">Only this chain.</param>
/// <param name="Name">Only names that begin so.</param>
public sealed record LiveFilter(Visibility Widest, string? Stream = null, Guid? CorrelationId = null, string? Name = null)
{
    public bool Passes(Signal signal) =>
        Visibilities.UpTo(Widest).Contains(signal.Visibility)
        && (Stream is null || signal.Stream == Stream)
        && (CorrelationId is null || signal.CorrelationId == CorrelationId)
        && (Name is null || signal.Name.StartsWith(Name, StringComparison.Ordinal));
}

/// <summary>A watcher's place in the feed.</summary>
public sealed class LiveSubscription : IDisposable
{
    private readonly LiveFilter filter;
    private readonly Action<LiveSubscription> leave;
    private readonly Channel<Signal?> channel = Channel.CreateBounded<Signal?>(LiveFeed.Backlog);
    private bool missed;
    private bool disposed;

    /// <summary>What the watcher was allowed to see when it subscribed.</summary>
    public Visibility Widest => filter.Widest;

    internal LiveSubscription(LiveFilter filter, Action<LiveSubscription> leave)
    {
        this.filter = filter;
        this.leave = leave;
    }

    /// <summary>Waits for news and takes all there is. Null once disposed.</summary>
    public async Task<LiveBatch?> NextAsync(CancellationToken cancel)
    {
        if (!await channel.Reader.WaitToReadAsync(cancel)) return null;
        var signals = new List<Signal>();
        while (channel.Reader.TryRead(out var signal)) if (signal is not null) signals.Add(signal);
        return new LiveBatch(signals, Interlocked.Exchange(ref missed, false));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, true)) return;
        leave(this);
        channel.Writer.TryComplete();
    }

    internal void Offer(IReadOnlyList<Signal> signals)
    {
        foreach (var signal in signals)
        {
            if (filter.Passes(signal) && !channel.Writer.TryWrite(signal)) Reset();
        }
    }

    /// <summary>Tells the watcher that it missed some. The null wakes it if it has read everything meanwhile; there is no room for one only while it has something to read.</summary>
    internal void Reset()
    {
        Interlocked.Exchange(ref missed, true);
        channel.Writer.TryWrite(null);
    }
}

/// <param name="Incomplete">Some were dropped: what is shown must be loaded anew.</param>
public sealed record LiveBatch(IReadOnlyList<Signal> Signals, bool Incomplete);
