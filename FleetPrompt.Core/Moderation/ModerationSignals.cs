using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Moderation;

/// <summary>What happens in moderation, told on the thread's stream. Moderators alone see it: who has flagged is nobody else's business.</summary>
public static class ModerationSignals
{
    public static readonly SignalType<FlagFact> FlagCreated = new("forum.moderation.flag.created", "flagged a post", Visibility.Moderators);
    public static readonly SignalType<PostFlagFact> PostFlagged = new("forum.post.flagged", "flagged post", Visibility.Moderators);
    public static readonly SignalType<ItemFact> ItemQueued = new("forum.moderation.item.queued", "queued a post for the moderators", Visibility.Moderators);
    public static readonly SignalType<ClaimFact> ItemClaimed = new("forum.moderation.item.claimed", "began to look at a flagged post", Visibility.Moderators);
    public static readonly SignalType<ClaimFact> ItemReleased = new("forum.moderation.item.released", "left a flagged post to others", Visibility.Moderators);
    public static readonly SignalType<DecisionFact> ActionTaken = new("forum.moderation.action.taken", "decided on a flagged post", Visibility.Moderators);
    public static readonly SignalType<DecisionFact> ActionUndone = new("forum.moderation.action.undone", "undid a decision on a flagged post", Visibility.Moderators);
    public static readonly SignalType<SettingFact> SettingsChanged = new("forum.moderation.settings.changed", "changed how posts are moderated", Visibility.Moderators);
    public static readonly SignalType<NoteFact> NoteAdded = new("forum.moderation.note.added", "wrote a note about a member", Visibility.Moderators);
    public static readonly SignalType<DetectionFact> SpamDetected = new("forum.spam.detected", "took a post for spam", Visibility.Moderators);
    public static readonly SignalType<DetectionFact> ToxicityDetected = new("forum.toxicity.detected", "found banned words in a post", Visibility.Moderators);

    public static readonly IReadOnlyList<SignalType> All =
    [
        FlagCreated, PostFlagged, ItemQueued, ItemClaimed, ItemReleased, ActionTaken, ActionUndone, SettingsChanged, NoteAdded, SpamDetected, ToxicityDetected,
    ];

    public static Subject Item(Guid id) => new("forum.moderation.item", id);

    public static Subject Flag(Guid id) => new("forum.moderation.flag", id);

    public static Subject Decision(Guid id) => new("forum.moderation.decision", id);
}

/// <param name="Kind">One of <see cref="FlagReason"/>.</param>
public sealed record FlagFact(Guid FlagId, Guid PostId, Guid ThreadId, string Kind, string Origin, string? Rule);

/// <param name="Kind">One of <see cref="FlagReason"/>.</param>
public sealed record PostFlagFact(Guid PostId, Guid ThreadId, int Number, string Kind);

public sealed record ItemFact(Guid ItemId, Guid PostId, Guid ThreadId, int Flags, string Severity);

public sealed record ClaimFact(Guid ItemId, Guid PostId, DateTimeOffset? Until);

/// <param name="Version">The item's version from here on.</param>
public sealed record DecisionFact(Guid DecisionId, Guid ItemId, Guid PostId, Guid ThreadId, string Action, int Version);

public sealed record SettingFact(bool AutoHide, int BannedWords, int DisabledRules);

public sealed record NoteFact(Guid NoteId, Guid UserId);

/// <param name="Rule">The surest of the rules that have found something.</param>
/// <param name="Percent">How sure it is.</param>
public sealed record DetectionFact(Guid PostId, Guid ThreadId, string Rule, int Percent, int Rules);
