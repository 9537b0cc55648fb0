using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// Reacts to a fact, in the unit that also marks its delivery as done. It must be idempotent: the same signal may come again (a replay), and what follows from it must not be done twice.
/// It throws when it cannot do its part: everything rolls back and it is asked again later, a few times.
/// </summary>
public interface ISignalHandler
{
    Task HandleAsync(SignalRun run, CancellationToken cancel);
}

/// <param name="Unit">Joins the delivery; acts as the system, caused by the signal.</param>
/// <param name="ReplayId">The replay that asks; null when the fact has just happened.</param>
/// <param name="ExternalEffects">False in a replay, unless who asked for it said otherwise: then nothing may leave the database.</param>
public sealed record SignalRun(TenantUnit Unit, Signal Signal, Guid? ReplayId, bool ExternalEffects);
