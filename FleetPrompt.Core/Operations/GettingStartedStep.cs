namespace FleetPrompt.Core.Operations;

/// <summary>Something a new organisation has done for the first time. The row is there once it is done.</summary>
public sealed class GettingStartedStep
{
    /// <summary>One of <see cref="GettingStarted"/>'s steps.</summary>
    public required string Step { get; init; }

    /// <summary>The fact that shows it. That may be gone by now.</summary>
    public required Guid SignalId { get; init; }

    /// <summary>Who did it; null where nobody in person did.</summary>
    public Guid? ActorId { get; init; }

    public required DateTimeOffset CompletedAt { get; init; }
}
