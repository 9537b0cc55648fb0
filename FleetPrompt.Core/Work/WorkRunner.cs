using System.Collections.Concurrent;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Work;

/// <summary>
/// Claims ready work and hands each item to its kind. One per process. It works under a lease that it renews; when it could not renew in time it stops what it has in hand before the
/// lease would end, and goes on later as a new runner. What could not be recorded is given back, to be claimed again.
/// </summary>
public sealed partial class WorkRunner(
    IWorkQueue queue,
    ITenantDirectory tenants,
    IEnumerable<IWorkKind> kinds,
    IEnumerable<WorkLimit> limits,
    Doorbell doorbell,
    IOptions<WorkOptions> options,
    WorkTelemetry telemetry,
    TimeProvider time,
    ILogger<WorkRunner> log) : IDisposable
{
    /// <summary>Before work that could not be recorded is claimed again.</summary>
    private static readonly TimeSpan GiveBackDelay = TimeSpan.FromSeconds(2);

    /// <summary>Before work that nobody here can do is offered again, perhaps to a newer node.</summary>
    private static readonly TimeSpan UnknownDelay = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, IWorkKind> kinds = kinds.ToDictionary(k => k.Name);
    private readonly IReadOnlyList<WorkLimit> limits = [.. limits];
    private readonly ConcurrentDictionary<long, InHand> inFlight = new();
    private readonly ConcurrentQueue<ClaimedWork> owed = new();
    private readonly SemaphoreSlim claiming = new(1);
    private volatile Lease? lease;
    private volatile bool draining;
    private int places;
    private int lastTurn = Random.Shared.Next();

    /// <summary>The runner's id under its present lease, or the one it will ask for.</summary>
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>Items in hand now.</summary>
    public int Running => inFlight.Count;

    /// <summary>Until the lease ends; nothing without one.</summary>
    public TimeSpan LeaseLeft => lease is { } held ? options.Value.Lease - time.GetElapsedTime(held.RenewedAt) : TimeSpan.Zero;

    /// <summary>It holds a lease and may claim.</summary>
    public bool CanClaim => lease is { } held && !InDoubt(held) && !draining;

    /// <summary>
    /// Claims and starts what is ready, as far as there are free places, and returns how much; the work itself goes on. Claims nothing without a lease. Called by several at once,
    /// each takes its turn: what committed before the call is seen.
    /// </summary>
    public async Task<int> ClaimAsync(CancellationToken cancel)
    {
        await claiming.WaitAsync(cancel);
        try
        {
            return await ClaimInTurnAsync(cancel);
        }
        finally
        {
            claiming.Release();
        }
    }

    private async Task<int> ClaimInTurnAsync(CancellationToken cancel)
    {
        var started = 0;
        await StopWhatIsUnwantedAsync(cancel);
        while (lease is { } held && !draining && !InDoubt(held))
        {
            var free = options.Value.Concurrency - Volatile.Read(ref places);
            if (free <= 0) break;
            var claim = telemetry.Claim();
            var claimed = await queue.ClaimAsync(held.RunnerId, new ClaimAsk(free, options.Value.Batch, lastTurn) { Limits = limits }, cancel);
            claim.Ended(claimed.Count);
            if (claimed.Count == 0) break;
            lastTurn = LastTurn(claimed, lastTurn);
            foreach (var batch in Batches(claimed)) Start(batch, held);
            started += claimed.Count;
        }

        return started;
    }

    /// <summary>Works until nothing is ready and nothing is in hand.</summary>
    public async Task RunOutAsync(CancellationToken cancel)
    {
        while (await ClaimAsync(cancel) > 0 || !inFlight.IsEmpty) await AllDoneAsync().WaitAsync(cancel);
    }

    /// <summary>
    /// Asks for a lease or renews it, puts back in line what runners without one have left, and forgets what is left of organisations that are gone. When a renewal does not come through
    /// in time the lease is given up: what is in hand is stopped, and the next beat asks for a lease of a new id. What could not be given back when it failed is given back now.
    /// </summary>
    public async Task HeartbeatAsync(CancellationToken cancel)
    {
        GiveUpWhatIsInDoubt();
        using var intime = new CancellationTokenSource(options.Value.HeartbeatInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, intime.Token);
        var asked = time.GetTimestamp();
        try
        {
            await queue.HeartbeatAsync(Id, NodeName.Here, options.Value.Lease, either.Token);
            if (lease is { } held) held.RenewedAt = asked;
            else lease = new Lease(Id, asked);
            await GiveBackWhatIsOwedAsync(either.Token);
            foreach (var gone in await queue.ForgetAsync(either.Token)) LogForgotten(gone.Items, gone.TenantId);
            if (await queue.SweepAsync(either.Token) > 0) doorbell.RingHere(null);
            await queue.TidyAsync(either.Token);
        }
        finally
        {
            GiveUpWhatIsInDoubt();
        }
    }

    /// <summary>Stops claiming and waits for what is in hand.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        draining = true;
        await ClaimedAllDoneAsync().WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        lease?.Dispose();
        claiming.Dispose();
    }

    /// <summary>A claim under way may still bring some.</summary>
    private async Task ClaimedAllDoneAsync()
    {
        await claiming.WaitAsync();
        claiming.Release();
        await AllDoneAsync();
    }

    private Task AllDoneAsync() => Task.WhenAll(inFlight.Values.Select(i => i.Done));

    /// <summary>One heartbeat before others may take the work.</summary>
    private bool InDoubt(Lease held) => time.GetElapsedTime(held.RenewedAt) > options.Value.Lease - options.Value.HeartbeatInterval;

    private void GiveUpWhatIsInDoubt()
    {
        if (lease is not { } held || !InDoubt(held)) return;
        lease = null;
        Id = Guid.CreateVersion7();
        held.Lost();
        LogLeaseLost(held.RunnerId);
    }

    /// <summary>Turns go by the tenants' numbers, and begin anew after the highest.</summary>
    internal static int LastTurn(IReadOnlyList<ClaimedWork> claimed, int before) => claimed.Select(c => c.TenantId).OrderByDescending(t => t <= before).ThenByDescending(t => t).First();

    private IEnumerable<IReadOnlyList<ClaimedWork>> Batches(IReadOnlyList<ClaimedWork> claimed) =>
        claimed.Where(c => !c.Shares).Select(c => (IReadOnlyList<ClaimedWork>)[c])
            .Concat(claimed.Where(c => c.Shares).GroupBy(c => (c.TenantId, c.Kind)).SelectMany(g => g.Chunk(options.Value.Batch)));

    private void Start(IReadOnlyList<ClaimedWork> batch, Lease held)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var items = batch.Select(work => new InHand(work, done.Task, new CancellationTokenSource())).ToList();
        foreach (var item in items) inFlight[item.Work.Token] = item;
        Interlocked.Increment(ref places);
        _ = Task.Run(async () =>
        {
            await PerformAsync([.. items.Select(i => new WorkItem(i.Work, new WorkStop(held.LostToken, i.Stop.Token)))], held.LostToken);
            foreach (var item in items)
            {
                inFlight.TryRemove(item.Work.Token, out _);
                item.Stop.Dispose();
            }

            Interlocked.Decrement(ref places);
            done.SetResult();
            doorbell.RingHere(batch[0].TenantId);
        });
    }

    /// <summary>Passes on requests to stop; what has not stopped by its deadline is recorded as canceled and left to itself.</summary>
    private async Task StopWhatIsUnwantedAsync(CancellationToken cancel)
    {
        if (inFlight.IsEmpty || lease is not { } held) return;
        foreach (var request in await queue.StopRequestsAsync(held.RunnerId, cancel))
        {
            if (!inFlight.TryGetValue(request.Token, out var item)) continue;
            if (!item.Stop.IsCancellationRequested) await item.Stop.CancelAsync();
            if (request.Overdue && await tenants.FindAsync(item.Work.TenantId, cancel) is { } tenant && kinds.TryGetValue(item.Work.Kind, out var kind))
                await kind.AbandonAsync(tenant, item.Work, cancel);
        }
    }

    /// <summary>All of one tenant and kind.</summary>
    private async Task PerformAsync(IReadOnlyList<WorkItem> items, CancellationToken leaseLost)
    {
        var first = items[0].Work;
        try
        {
            var tenant = await tenants.FindAsync(first.TenantId, leaseLost);
            if (tenant is null || !kinds.TryGetValue(first.Kind, out var kind))
            {
                LogUnknown(first.Kind, first.WorkId, first.TenantId);
                foreach (var item in items) await queue.ReleaseAsync(item.Work, UnknownDelay, CancellationToken.None);
                return;
            }

            await kind.PerformAsync(tenant, items);
        }
        catch (Exception fault)
        {
            // Nothing was recorded: the token is given up, so whatever is left of this try can no longer commit.
            LogNotRecorded(fault, first.Kind, first.WorkId, first.TenantId);
            foreach (var item in items) await GiveBackAsync(item.Work);
        }
    }

    private async Task GiveBackAsync(ClaimedWork work)
    {
        try
        {
            await queue.ReleaseAsync(work, GiveBackDelay, CancellationToken.None);
        }
        catch (Exception fault)
        {
            // Nobody else would look for it as long as this runner lives.
            owed.Enqueue(work);
            LogNotGivenBack(fault, work.Kind, work.WorkId, work.TenantId);
        }
    }

    private async Task GiveBackWhatIsOwedAsync(CancellationToken cancel)
    {
        while (owed.TryPeek(out var work))
        {
            await queue.ReleaseAsync(work, TimeSpan.Zero, cancel);
            owed.TryDequeue(out _);
        }
    }

    private sealed record InHand(ClaimedWork Work, Task Done, CancellationTokenSource Stop);

    /// <summary>One stretch of being a runner. What is started under it stops with it.</summary>
    private sealed class Lease(Guid runnerId, long renewedAt) : IDisposable
    {
        private readonly CancellationTokenSource lost = new();
        private long renewed = renewedAt;

        public Guid RunnerId { get; } = runnerId;

        public CancellationToken LostToken => lost.Token;

        public long RenewedAt
        {
            get => Interlocked.Read(ref renewed);
            set => Interlocked.Exchange(ref renewed, value);
        }

        public void Lost() => lost.Cancel();

        public void Dispose() => lost.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "Work of kind {Kind} ({WorkId}) of tenant {TenantId} has nobody to do it")]
    private partial void LogUnknown(string kind, Guid workId, int tenantId);

    [LoggerMessage(LogLevel.Warning, "The outcome of {Kind} {WorkId} of tenant {TenantId} could not be recorded; it goes back in line")]
    private partial void LogNotRecorded(Exception fault, string kind, Guid workId, int tenantId);

    [LoggerMessage(LogLevel.Warning, "{Items} items of work of tenant {TenantId} are taken off the queue: the organisation, or its schema, is gone")]
    private partial void LogForgotten(int items, int tenantId);

    [LoggerMessage(LogLevel.Error, "{Kind} {WorkId} of tenant {TenantId} could not be given back")]
    private partial void LogNotGivenBack(Exception fault, string kind, Guid workId, int tenantId);

    [LoggerMessage(LogLevel.Warning, "Runner {RunnerId} could not renew its lease in time; it stops what it has in hand and goes on as a new runner")]
    private partial void LogLeaseLost(Guid runnerId);
}
