using System.Collections.Concurrent;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Work;

/// <summary>
/// Claims ready work and hands each item to its kind. One per process; holds a lease that it renews, and stops its own work before the lease would end.
/// </summary>
public sealed partial class WorkRunner(
    IWorkQueue queue,
    ITenantDirectory tenants,
    IEnumerable<IWorkKind> kinds,
    Doorbell doorbell,
    IOptions<WorkOptions> options,
    TimeProvider time,
    ILogger<WorkRunner> log) : IDisposable
{
    private readonly Dictionary<string, IWorkKind> kinds = kinds.ToDictionary(k => k.Name);
    private readonly ConcurrentDictionary<long, InHand> inFlight = new();
    private readonly CancellationTokenSource leaseLost = new();
    private long renewedAt;
    private volatile bool registered;
    private volatile bool draining;

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Items in hand now.</summary>
    public int Running => inFlight.Count;

    /// <summary>Claims and starts what is ready, as far as there are free places, and returns how much; the work itself goes on. Claims nothing without a lease.</summary>
    public async Task<int> ClaimAsync(CancellationToken cancel)
    {
        var started = 0;
        await StopWhatIsUnwantedAsync(cancel);
        while (registered && !draining && !LeaseInDoubt)
        {
            var free = options.Value.Concurrency - inFlight.Count;
            if (free <= 0) break;
            var claimed = await queue.ClaimAsync(Id, free, cancel);
            if (claimed.Count == 0) break;
            foreach (var work in claimed) Start(work);
            started += claimed.Count;
        }

        return started;
    }

    /// <summary>Works until nothing is ready and nothing is in hand.</summary>
    public async Task RunOutAsync(CancellationToken cancel)
    {
        while (await ClaimAsync(cancel) > 0 || !inFlight.IsEmpty) await Task.WhenAll(inFlight.Values.Select(i => i.Done)).WaitAsync(cancel);
    }

    /// <summary>Renews the lease and takes over what dead runners left. Cancels this runner's own work when the lease could not be renewed in time.</summary>
    public async Task HeartbeatAsync(CancellationToken cancel)
    {
        try
        {
            await queue.HeartbeatAsync(Id, Environment.MachineName, options.Value.Lease, cancel);
            Interlocked.Exchange(ref renewedAt, time.GetTimestamp());
            registered = true;
            if (await queue.SweepAsync(cancel) > 0) doorbell.RingHere(null);
        }
        catch (Exception) when (registered && LeaseInDoubt)
        {
            await leaseLost.CancelAsync();
            throw;
        }
    }

    /// <summary>Stops claiming and waits for what is in hand.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        draining = true;
        await Task.WhenAll(inFlight.Values.Select(i => i.Done)).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => leaseLost.Dispose();

    private bool LeaseInDoubt => time.GetElapsedTime(Interlocked.Read(ref renewedAt)) > options.Value.Lease - options.Value.HeartbeatInterval;

    private void Start(ClaimedWork work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stop = new CancellationTokenSource();
        inFlight[work.Token] = new InHand(work, done.Task, stop);
        _ = Task.Run(async () =>
        {
            await PerformAsync(work, new WorkStop(leaseLost.Token, stop.Token));
            inFlight.TryRemove(work.Token, out _);
            stop.Dispose();
            done.SetResult();
            doorbell.RingHere(work.TenantId);
        });
    }

    /// <summary>Passes on requests to stop; what has not stopped by its deadline is recorded as canceled and left to itself.</summary>
    private async Task StopWhatIsUnwantedAsync(CancellationToken cancel)
    {
        if (inFlight.IsEmpty) return;
        foreach (var request in await queue.StopRequestsAsync(Id, cancel))
        {
            if (!inFlight.TryGetValue(request.Token, out var item)) continue;
            if (!item.Stop.IsCancellationRequested) await item.Stop.CancelAsync();
            if (request.Overdue && await tenants.FindAsync(item.Work.TenantId, cancel) is { } tenant && kinds.TryGetValue(item.Work.Kind, out var kind))
                await kind.AbandonAsync(tenant, item.Work, cancel);
        }
    }

    private async Task PerformAsync(ClaimedWork work, WorkStop stop)
    {
        try
        {
            var tenant = await tenants.FindAsync(work.TenantId, stop.LeaseLost);
            if (tenant is null || !kinds.TryGetValue(work.Kind, out var kind))
            {
                LogUnknown(work.Kind, work.WorkId, work.TenantId);
                return;
            }

            await kind.PerformAsync(tenant, work, stop);
        }
        catch (Exception fault)
        {
            // The outcome could not be recorded: the entry stays in the running set, and the sweep puts it back when this runner's lease ends.
            LogLost(fault, work.Kind, work.WorkId, work.TenantId);
        }
    }

    private sealed record InHand(ClaimedWork Work, Task Done, CancellationTokenSource Stop);

    [LoggerMessage(LogLevel.Error, "Work of kind {Kind} ({WorkId}) of tenant {TenantId} has nobody to do it")]
    private partial void LogUnknown(string kind, Guid workId, int tenantId);

    [LoggerMessage(LogLevel.Error, "The outcome of {Kind} {WorkId} of tenant {TenantId} could not be recorded")]
    private partial void LogLost(Exception fault, string kind, Guid workId, int tenantId);
}
