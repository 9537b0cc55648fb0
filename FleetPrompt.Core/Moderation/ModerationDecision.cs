using System.Text.Json;

namespace FleetPrompt.Core.Moderation;

/// <summary>What a moderator has decided on an item, and all it has changed, so that it can be undone.</summary>
public sealed class ModerationDecision
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ItemId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>One of <see cref="ModerationAction"/>.</summary>
    public required string Action { get; init; }

    public required Guid DecidedByUserId { get; init; }

    public string? Note { get; init; }

    public required Guid DirectiveId { get; init; }

    /// <summary>A <see cref="DecisionEffects"/>.</summary>
    public required JsonDocument Effects { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UndoneAt { get; set; }

    public Guid? UndoneByUserId { get; set; }
}

public static class ModerationAction
{
    /// <summary>The post is fine; so were the flags.</summary>
    public const string Approve = "approve";

    /// <summary>The post is fine, and the flags should not have been made.</summary>
    public const string Dismiss = "dismiss";

    public const string Hide = "hide";
    public const string Delete = "delete";
    public const string Lock = "lock";
    public const string Move = "move";
    public const string Warn = "warn";
    public const string Silence = "silence";

    /// <summary>Somebody else should decide.</summary>
    public const string Escalate = "escalate";

    public static readonly IReadOnlyList<string> All = [Approve, Dismiss, Hide, Delete, Lock, Move, Warn, Silence, Escalate];

    /// <summary>For how many days somebody may be silenced.</summary>
    public static readonly IReadOnlyList<int> SilenceDays = [1, 7, 30];
}
