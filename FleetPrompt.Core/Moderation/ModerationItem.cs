namespace FleetPrompt.Core.Moderation;

/// <summary>A post that waits for a moderator, or has been decided. There is one undecided item of a post, however many flags it has.</summary>
public sealed class ModerationItem
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PostId { get; init; }

    public required Guid ThreadId { get; init; }

    /// <summary>One of <see cref="ItemStatus"/>.</summary>
    public string Status { get; set; } = ItemStatus.Open;

    /// <summary>1 (low) to 4 (critical).</summary>
    public int Severity { get; set; } = FlagScore.Low;

    /// <summary>The weights of its flags together.</summary>
    public double Score { get; set; }

    /// <summary>Raised by every decision and undoing; a decision made on an older one is a conflict.</summary>
    public int Version { get; set; }

    /// <summary>Who is looking at it, until <see cref="ClaimedUntil"/>.</summary>
    public Guid? ClaimedByUserId { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>One of <see cref="ModerationAction"/>: the decision that stands.</summary>
    public string? Decision { get; set; }

    public Guid? DecidedByUserId { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The score has hidden the post before anybody had looked.</summary>
    public bool AutoHidden { get; set; }

    public DateTimeOffset FirstFlaggedAt { get; init; }

    public DateTimeOffset LastFlaggedAt { get; set; }
}

public static class ItemStatus
{
    public const string Open = "open";

    /// <summary>Waits for somebody else than who has looked at it first.</summary>
    public const string Escalated = "escalated";

    public const string Decided = "decided";

    /// <summary>Not stored: open, and somebody is looking at it.</summary>
    public const string Claimed = "claimed";
}
