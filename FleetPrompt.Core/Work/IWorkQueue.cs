using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Work;

/// <summary>
/// The thin hot set of what waits and what runs, over all tenants. The truth stays in the tenant's own tables; a lost entry is found again by the sweep.
/// The first seven verbs run inside a tenant's unit and take the tenant from its role.
/// </summary>
public interface IWorkQueue
{
    /// <summary>Puts work in line, with the unit's next statement or its commit; becomes claimable at its time, once the unit commits. The same work twice is once.</summary>
    void Enqueue(TenantUnit unit, IReadOnlyList<QueuedWork> work);

    /// <summary>True if <paramref name="token"/> still holds the work; sets the time by which it should be done.</summary>
    Task<bool> BeginAsync(TenantUnit unit, Guid workId, long token, TimeSpan deadline, CancellationToken cancel);

    /// <summary>Takes the work off the running set. False if a token has lost what it held: then nothing of this unit may commit.</summary>
    Task<bool> FinishAsync(TenantUnit unit, IReadOnlyCollection<ClaimedWork> work, CancellationToken cancel);

    /// <summary>Puts work that this token holds back in line, to be claimed by anybody after <paramref name="delay"/> (by the database's clock). False if the token lost it.</summary>
    Task<bool> RequeueAsync(TenantUnit unit, Guid workId, long token, TimeSpan delay, CancellationToken cancel);

    /// <summary>Takes waiting work out of line. False if it has been claimed already.</summary>
    Task<bool> CancelAsync(TenantUnit unit, Guid workId, CancellationToken cancel);

    /// <summary>Asks whoever runs the work to stop. Does nothing where nobody does.</summary>
    Task RequestCancelAsync(TenantUnit unit, Guid workId, CancellationToken cancel);

    /// <summary>Which of these neither wait nor run.</summary>
    Task<IReadOnlyList<Guid>> MissingAsync(TenantUnit unit, IReadOnlyCollection<Guid> workIds, CancellationToken cancel);

    /// <summary>Ready items for the places asked for, fair across tenants, each with a fencing token greater than any before it.</summary>
    Task<IReadOnlyList<ClaimedWork>> ClaimAsync(Guid runnerId, ClaimAsk ask, CancellationToken cancel);

    /// <summary>Gives claimed work back, to be claimed again by anybody after <paramref name="delay"/>. Does nothing where the token has lost it.</summary>
    Task ReleaseAsync(ClaimedWork work, TimeSpan delay, CancellationToken cancel);

    /// <summary>An organisation's share beside others (1 is usual), and how many of its items may run at once over all nodes (null is any number).</summary>
    Task GrantAsync(int tenantId, TenantGrant grant, CancellationToken cancel);

    /// <summary>The organisations that have other than the usual.</summary>
    Task<IReadOnlyDictionary<int, TenantGrant>> GrantsAsync(CancellationToken cancel);

    /// <summary>Registers the runner, or renews its lease by the database's clock.</summary>
    Task HeartbeatAsync(Guid runnerId, string node, TimeSpan lease, CancellationToken cancel);

    /// <summary>Puts back in line the work of runners whose lease has ended, and what was claimed and never begun. Returns how many items.</summary>
    Task<int> SweepAsync(CancellationToken cancel);

    /// <summary>Takes off the queue what is left of organisations that are gone, or whose tables are: nobody can do it.</summary>
    Task<IReadOnlyList<ForgottenWork>> ForgetAsync(CancellationToken cancel);

    /// <summary>Writes the line anew where much more of it is dead than alive, which a transaction that somebody leaves open would keep in every claim's way. False where there was no need or no moment for it.</summary>
    Task<bool> TidyAsync(CancellationToken cancel);

    /// <summary>Work of this runner that somebody wants stopped.</summary>
    Task<IReadOnlyList<StopRequest>> StopRequestsAsync(Guid runnerId, CancellationToken cancel);

    /// <summary>How the queue stands, over all tenants.</summary>
    Task<QueueLook> LookAsync(CancellationToken cancel);

    /// <summary>Every runner that was alive within the last hour, newest first.</summary>
    Task<IReadOnlyList<RunnerLook>> RunnersAsync(CancellationToken cancel);

    /// <summary>How the queue stands for each tenant that has work, by its number.</summary>
    Task<IReadOnlyDictionary<int, TenantQueueLook>> LookByTenantAsync(CancellationToken cancel);
}

/// <param name="ReadyAt">Not before; null means at once.</param>
/// <param name="Name">The directive's or handler's name, for limits.</param>
/// <param name="Priority">Smaller goes first.</param>
/// <param name="Shares">May be done in one unit with others of its tenant.</param>
public sealed record QueuedWork(string Kind, Guid Id, string Name = "", DateTimeOffset? ReadyAt = null, int Priority = 0, bool Shares = false);

/// <param name="Places">What may be begun now: each place is one item, or a batch of those that share a unit.</param>
/// <param name="Batch">At most so many in one unit.</param>
/// <param name="After">The number of the tenant that had the last turn.</param>
public sealed record ClaimAsk(int Places, int Batch = 100, int After = 0)
{
    public IReadOnlyList<WorkLimit> Limits { get; init; } = [];
}

/// <param name="Overdue">Its deadline has passed as well: it need not be waited for.</param>
public sealed record StopRequest(long Token, bool Overdue);

/// <param name="Items">That waited or ran.</param>
public sealed record ForgottenWork(int TenantId, int Items);

/// <param name="Runners">With a lease that has not ended.</param>
/// <param name="OldestReady">How long the longest waiting item could have run already.</param>
public sealed record QueueLook(int Runners, int Ready, int Running, TimeSpan OldestReady);

/// <param name="LeaseLeft">Negative when the lease has ended.</param>
/// <param name="Running">Items it has in hand.</param>
public sealed record RunnerLook(Guid Id, string Node, DateTimeOffset StartedAt, TimeSpan LeaseLeft, int Running);

/// <param name="Weight">1 to 100: its share of the places when several organisations have work waiting.</param>
/// <param name="MaxRunning">Items at once, over all nodes; null for any number.</param>
public sealed record TenantGrant(int Weight = 1, int? MaxRunning = null)
{
    public static readonly TenantGrant Usual = new();
}

public sealed record TenantQueueLook(int Ready, int Running, TimeSpan OldestReady)
{
    public static readonly TenantQueueLook Empty = new(0, 0, TimeSpan.Zero);
}

/// <summary>Work that this runner holds as long as its token is the newest.</summary>
/// <param name="Shares">May be done in one unit with others of its tenant.</param>
public sealed record ClaimedWork(int TenantId, string Kind, Guid WorkId, long Token, int Priority, bool Shares = false);
