namespace FleetPrompt.Core.Accounts;

/// <summary>Somebody who looks after the whole installation: sees how every organisation runs, and nothing of what is written there.</summary>
public sealed class PlatformOperator
{
    public required Guid UserId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
