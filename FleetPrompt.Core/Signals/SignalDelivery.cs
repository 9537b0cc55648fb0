using System.Text.Json;

namespace FleetPrompt.Core.Signals;

/// <summary>That one handler is to be given one signal, and how that went. A replay makes deliveries of its own.</summary>
public sealed class SignalDelivery
{
    /// <summary>Also its id in the work queue.</summary>
    public Guid Id { get; init; }

    public required Guid SignalId { get; init; }

    /// <summary>The name of the subscription.</summary>
    public required string Handler { get; init; }

    /// <summary>The replay that asked for it; null when the signal was emitted.</summary>
    public Guid? ReplayId { get; init; }

    public bool ExternalEffects { get; init; }

    /// <summary><c>pending | running | done | parked</c></summary>
    public required string Status { get; init; }

    /// <summary>Tries begun so far.</summary>
    public int Attempt { get; init; }

    /// <summary>The fencing token of the last try.</summary>
    public long? Token { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it is tried again, after a failure.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>When it was done, or parked.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary><c>handler | handler_missing | runner_lost</c>, of the last try that failed.</summary>
    public string? ErrorKind { get; init; }

    public string? ErrorMessage { get; init; }

    public JsonDocument? ErrorDetails { get; init; }
}

public static class DeliveryStates
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Done = "done";

    /// <summary>Given up after the last try. A replay of the signal tries anew.</summary>
    public const string Parked = "parked";
}

public static class DeliveryErrors
{
    public const string Handler = "handler";
    public const string HandlerMissing = "handler_missing";
    public const string RunnerLost = "runner_lost";
}
