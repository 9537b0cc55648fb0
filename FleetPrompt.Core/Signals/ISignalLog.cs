using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>The tenant's signal table, as the two verbs that need more than a query.</summary>
public interface ISignalLog
{
    /// <summary>
    /// Inserts in the order given: with the unit's next statement or its commit where no signal has a dedupe key, and at once otherwise. In the place of a signal whose dedupe key is taken
    /// stands the one that has it. What the database gives (<c>seq</c>, <c>recorded_at</c>) is not filled in.
    /// </summary>
    Task<IReadOnlyList<Signal>> AppendAsync(TenantUnit unit, IReadOnlyList<Signal> signals, CancellationToken cancel);

    /// <summary>
    /// What committed since <paramref name="cursor"/>, each signal exactly once whatever the order of commits; null starts at now.
    /// Must be called in a unit that has written nothing.
    /// </summary>
    Task<SignalPage> ReadSinceAsync(TenantUnit unit, SignalCursor? cursor, int limit, CancellationToken cancel);
}

/// <summary>
/// How far a reader has come: the snapshot it has read (<see cref="Prev"/>), and while a long read is split, the snapshot being read and the last
/// <c>seq</c> of it. <see cref="Epoch"/> names the database's history: a cursor of another one is worthless.
/// </summary>
public sealed record SignalCursor(string Epoch, string Prev, string? Snap = null, long After = 0);

/// <param name="Signals">In <c>seq</c> order.</param>
/// <param name="Next">Read on from here.</param>
/// <param name="More">Another page is waiting now.</param>
/// <param name="Reset">The cursor is of another history: drop what was loaded and load anew.</param>
public sealed record SignalPage(IReadOnlyList<Signal> Signals, SignalCursor Next, bool More, bool Reset);
