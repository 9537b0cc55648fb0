using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>What happens to signals themselves.</summary>
public static class DeliverySignals
{
    public static readonly SignalType<ReplayFact> ReplayRequested = new("signal.replay.requested", "asked for a replay", Visibility.Admins);
    public static readonly SignalType<ParkedFact> Parked = new("signal.delivery.parked", "gave up on a delivery", Visibility.Admins);

    public static readonly IReadOnlyList<SignalType> All = [ReplayRequested, Parked];
}

/// <param name="SignalIds">The first hundred, in the order they were recorded.</param>
/// <param name="Signals">How many are replayed.</param>
/// <param name="Deliveries">To how many handlers, all signals together.</param>
public sealed record ReplayFact(Guid ReplayId, IReadOnlyList<Guid> SignalIds, int Signals, int Deliveries, bool ExternalEffects);

/// <param name="Attempts">How often it was tried.</param>
public sealed record ParkedFact(Guid DeliveryId, Guid SignalId, string Handler, Guid? ReplayId, int Attempts, string ErrorKind);
