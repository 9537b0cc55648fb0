namespace FleetPrompt.Core.Moderation;

/// <summary>Somebody, or a rule, says that a post should be looked at. A person has at most one open flag on a post, and so has a rule.</summary>
public sealed class ModerationFlag
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PostId { get; init; }

    public required Guid ThreadId { get; init; }

    /// <summary>Null for rules and agents.</summary>
    public Guid? FlaggerUserId { get; init; }

    /// <summary>One of <see cref="FlagOrigin"/>.</summary>
    public required string Origin { get; init; }

    /// <summary>One of <see cref="Rules.SpamRules"/>, where a rule has found it.</summary>
    public string? Rule { get; init; }

    /// <summary>How sure the rule or the agent is, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>One of <see cref="FlagReason"/>.</summary>
    public required string Reason { get; init; }

    public string? Notes { get; init; }

    /// <summary>What it adds to the score of its item; see <see cref="FlagScore"/>.</summary>
    public double Weight { get; init; }

    /// <summary>One of <see cref="FlagStatus"/>.</summary>
    public string Status { get; set; } = FlagStatus.Open;

    /// <summary>Null until it has been put into the queue.</summary>
    public Guid? ItemId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class FlagReason
{
    public const string Spam = "spam";
    public const string Harassment = "harassment";
    public const string OffTopic = "off_topic";
    public const string Duplicate = "duplicate";
    public const string Other = "other";

    /// <summary>In the order in which people are asked.</summary>
    public static readonly IReadOnlyList<string> All = [Spam, Harassment, OffTopic, Duplicate, Other];
}

public static class FlagOrigin
{
    public const string Member = "member";
    public const string Rule = "rule";
    public const string Agent = "agent";

    public static readonly IReadOnlyList<string> All = [Member, Rule, Agent];
}

public static class FlagStatus
{
    public const string Open = "open";

    /// <summary>Looked at; the post was fine, and so was the flag.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>It should not have been made.</summary>
    public const string Dismissed = "dismissed";

    public const string ActionTaken = "action_taken";
}
