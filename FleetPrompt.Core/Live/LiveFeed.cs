using System.Collections.Concurrent;
using System.Threading.Channels;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Live;

/// <summary>
/// New signals of a tenant, to whoever watches in this process. One reader per tenant, only while somebody watches; it reads on a ring of the
/// doorbell and every few seconds besides, so a lost ring shows late, not never. Every watcher gets every signal it may see exactly once, or is told that it missed some.
/// </summary>
public sealed partial class LiveFeed(IUnits units, ISignalLog log, Doorbell doorbell, TimeProvider time, ILogger<LiveFeed> logger) : IDisposable
{
    /// <summary>Signals that a watcher may leave unread before it must load anew.</summary>
    public const int Backlog = 2_000;

    /// <summary>How often a watched tenant is read without a ring.</summary>
    public static readonly TimeSpan SafetyInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, TenantReader> readers = new();
    private readonly Lock gate = new();
    private readonly Doorbell doorbell = doorbell;
    private readonly TimeProvider clock = time;

    /// <summary>
    /// Watches from now on: returns once the starting point is fixed, so what is loaded afterwards together with what arrives is complete.
    /// Dispose to stop.
    /// </summary>
    public async Task<LiveSubscription> WatchAsync(TenantRef tenant, LiveFilter filter, CancellationToken cancel)
    {
        TenantReader reader;
        LiveSubscription subscription;
        lock (gate)
        {
            reader = readers.GetOrAdd(tenant.TenantId, _ => new TenantReader(this, tenant));
            subscription = new LiveSubscription(filter, gone => Leave(reader, gone));
            reader.Add(subscription);
        }

        try
        {
            await reader.Ready.WaitAsync(cancel);
            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
    }

    /// <summary>Ends all reading: the application stops, and its database may be next.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var reader in readers.Values) reader.Dispose();
            readers.Clear();
        }
    }

    private void Leave(TenantReader reader, LiveSubscription subscription)
    {
        lock (gate)
        {
            if (reader.Remove(subscription) && readers.TryRemove(KeyValuePair.Create(reader.Tenant.TenantId, reader))) reader.Dispose();
        }
    }

    /// <summary>Reads one tenant for all its watchers.</summary>
    private sealed class TenantReader : IDisposable
    {
        private readonly LiveFeed feed;
        private readonly Channel<bool> rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly CancellationTokenSource stop = new();
        private readonly CancellationToken stopped;
        private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IDisposable listening;
        private volatile LiveSubscription[] subscriptions = [];
        private SignalCursor? cursor;

        public TenantReader(LiveFeed feed, TenantRef tenant)
        {
            this.feed = feed;
            Tenant = tenant;
            stopped = stop.Token;
            listening = feed.doorbell.Listen(Ring);
            _ = Task.Run(RunAsync);
        }

        public TenantRef Tenant { get; }

        public Task Ready => ready.Task;

        public void Add(LiveSubscription subscription) => subscriptions = [.. subscriptions, subscription];

        /// <summary>True when nobody is left.</summary>
        public bool Remove(LiveSubscription subscription)
        {
            subscriptions = [.. subscriptions.Where(s => s != subscription)];
            return subscriptions.Length == 0;
        }

        public void Dispose()
        {
            listening.Dispose();
            stop.Cancel();
            stop.Dispose();
            ready.TrySetCanceled();
        }

        private void Ring(int? tenantId)
        {
            if (tenantId is null || tenantId == Tenant.TenantId) rings.Writer.TryWrite(true);
        }

        private async Task RunAsync()
        {
            while (!stopped.IsCancellationRequested)
            {
                try
                {
                    await ReadAllAsync();
                    ready.TrySetResult();
                    await NextAsync();
                }
                catch (Exception) when (stopped.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception fault)
                {
                    feed.LogReadFault(fault, Tenant.Slug);
                    await Task.Delay(TimeSpan.FromSeconds(1), feed.clock, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }

        /// <summary>The cursor moves with every page that was handed out, so that a page is not handed out again when a later one cannot be read.</summary>
        private async Task ReadAllAsync()
        {
            while (true)
            {
                var page = await feed.ReadAsync(Tenant, cursor, stopped);
                foreach (var subscription in subscriptions)
                {
                    if (page.Reset) subscription.Reset();
                    else subscription.Offer(page.Signals);
                }

                cursor = page.Next;
                if (!page.More) return;
            }
        }

        private async Task NextAsync()
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            var ring = rings.Reader.WaitToReadAsync(pause.Token).AsTask();
            await Task.WhenAny(ring, Task.Delay(SafetyInterval, feed.clock, pause.Token));
            await pause.CancelAsync();
            stopped.ThrowIfCancellationRequested();
            rings.Reader.TryRead(out _);
        }
    }

    private Task<SignalPage> ReadAsync(TenantRef tenant, SignalCursor? cursor, CancellationToken cancel) =>
        units.ReadAsync(OperationContext.New(tenant, Actor.System, Sources.Job), unit => log.ReadSinceAsync(unit, cursor, 500, cancel), cancel);

    [LoggerMessage(LogLevel.Warning, "The live feed of {Tenant} could not be read; it goes on from where it was")]
    private partial void LogReadFault(Exception fault, string tenant);
}
