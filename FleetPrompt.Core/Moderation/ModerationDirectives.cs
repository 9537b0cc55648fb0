using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Moderation;

/// <summary>What is asked for in moderation. Only moderators see that it was.</summary>
public static class ModerationDirectives
{
    /// <summary>Any member may; rules do it as the system.</summary>
    public static readonly DirectiveType<CreateFlag> Flag =
        new("forum.moderation.flag.create", "asked to flag a post", [.. OrgRole.All, Actor.SystemType], Visibility: Visibility.Moderators);

    public static readonly DirectiveType<Enqueue> Enqueue =
        new("forum.moderation.queue.enqueue", "asked for a moderator to look at a post", [Actor.SystemType], Visibility: Visibility.Moderators);

    public static readonly DirectiveType<Decide> Decide =
        new("forum.moderation.decide", "asked for a decision on a flagged post", OrgRole.Administrators, Visibility: Visibility.Moderators);

    public static readonly DirectiveType<UndoDecision> Undo =
        new("forum.moderation.undo", "asked to undo a decision on a flagged post", OrgRole.Administrators, Visibility: Visibility.Moderators);
}

/// <param name="Kind">One of <see cref="FlagReason"/>.</param>
/// <param name="Rule">Which rule has found it; a person leaves it out, and so with the confidence.</param>
/// <param name="Reason">What the person has added, for the moderators.</param>
public sealed record CreateFlag(Guid PostId, Guid ThreadId, string Kind, string? Reason, string? Rule = null, double? Confidence = null) : IDirectiveArgs
{
    public const int LongestNote = 500;

    public IEnumerable<FieldProblem> Problems()
    {
        if (PostId == Guid.Empty || ThreadId == Guid.Empty) yield return new("subject", "Say which post is meant.");
        if (!FlagReason.All.Contains(Kind)) yield return new("kind", "Choose what is wrong with the post.");
        if (Reason?.Length > LongestNote) yield return new("reason", $"Keep the note within {LongestNote} characters.");
        if (Kind == FlagReason.Other && Rule is null && string.IsNullOrWhiteSpace(Reason)) yield return new("reason", "Say in a few words what is wrong with the post.");
        if (Confidence is { } sure && sure is not (>= 0 and <= 1)) yield return new("confidence", "The confidence is between 0 and 1.");
    }
}

public sealed record Enqueue(Guid FlagId, Guid PostId, Guid ThreadId) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (FlagId == Guid.Empty || PostId == Guid.Empty || ThreadId == Guid.Empty) yield return new("subject", "Say which flag is meant.");
    }
}

/// <param name="Version">The item's version on the page that was acted on.</param>
/// <param name="Action">One of <see cref="ModerationAction"/>.</param>
/// <param name="Days">For how long the author is silenced.</param>
/// <param name="CategoryId">Where the thread is moved.</param>
/// <param name="HidesPost">The post is hidden too, whatever else is decided.</param>
/// <param name="Reason">For the other moderators; of a warning, for the author too.</param>
public sealed record Decide(Guid ItemId, Guid ThreadId, int Version, string Action, string? Reason, int? Days = null, Guid? CategoryId = null, bool HidesPost = false) : IDirectiveArgs
{
    public const int LongestNote = 500;

    public IEnumerable<FieldProblem> Problems()
    {
        if (ItemId == Guid.Empty) yield return new("subject", "Say which item is meant.");
        if (Version < 0) yield return new("version", "The version cannot be negative. Reload the page.");
        if (!ModerationAction.All.Contains(Action)) yield return new("action", "Choose what to do.");
        if (Reason?.Length > LongestNote) yield return new("reason", $"Keep the note within {LongestNote} characters.");
        if (Action == ModerationAction.Silence && (Days is not { } days || !ModerationAction.SilenceDays.Contains(days))) yield return new("days", "Silence somebody for 1, 7 or 30 days.");
        if (Action == ModerationAction.Move && CategoryId is null) yield return new("category", "Choose the category the thread belongs to.");
        if (Action == ModerationAction.Warn && string.IsNullOrWhiteSpace(Reason)) yield return new("reason", "Write what the author should know.");
    }
}

/// <param name="Version">The item's version on the page that was acted on.</param>
public sealed record UndoDecision(Guid DecisionId, Guid ItemId, Guid ThreadId, int Version, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (DecisionId == Guid.Empty || ItemId == Guid.Empty) yield return new("subject", "Say which decision is meant.");
        if (Version < 0) yield return new("version", "The version cannot be negative. Reload the page.");
        if (Reason?.Length > Decide.LongestNote) yield return new("reason", $"Keep the note within {Decide.LongestNote} characters.");
    }
}
