using System.Globalization;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Moderation.Rules;

namespace FleetPrompt.Web.Moderation;

/// <summary>How flags, severities and decisions are called.</summary>
internal static class ModerationWords
{
    public static string Reason(string reason) =>
        reason switch
        {
            FlagReason.Spam => "Spam",
            FlagReason.Harassment => "Harassment",
            FlagReason.OffTopic => "Off topic",
            FlagReason.Duplicate => "Duplicate",
            _ => "Something else",
        };

    public static string Explain(string reason) =>
        reason switch
        {
            FlagReason.Spam => "It advertises, or was posted by a machine.",
            FlagReason.Harassment => "It attacks, threatens or shames somebody.",
            FlagReason.OffTopic => "It does not belong in this thread.",
            FlagReason.Duplicate => "It says what has been asked or answered elsewhere.",
            _ => "Say below what it is.",
        };

    public static string Origin(string origin) => origin switch { FlagOrigin.Rule => "Rules", FlagOrigin.Agent => "Agents", _ => "Members" };

    public static string Rule(string rule) => SpamRules.All.FirstOrDefault(r => r.Name == rule)?.Title ?? rule;

    /// <summary>The tone its badge has; the word stands beside it.</summary>
    public static string Tone(int severity) => severity switch { FlagScore.Critical => "failed", FlagScore.High => "pending", FlagScore.Medium => "directive", _ => "system" };

    public static string Severity(int severity) => Capital(FlagScore.Word(severity));

    /// <summary>"Sure (92 %)".</summary>
    public static string Confidence(double confidence) =>
        string.Create(CultureInfo.InvariantCulture, $"{(confidence >= 0.85 ? "Sure" : confidence >= 0.6 ? "Likely" : "Possible")} ({Math.Round(confidence * 100):0} %)");

    /// <summary>What a button says.</summary>
    public static string Verb(string action) =>
        action switch
        {
            ModerationAction.Approve => "Approve",
            ModerationAction.Dismiss => "Dismiss flags",
            ModerationAction.Hide => "Hide",
            ModerationAction.Delete => "Delete",
            ModerationAction.Lock => "Lock thread",
            ModerationAction.Move => "Move thread",
            ModerationAction.Warn => "Warn author",
            ModerationAction.Silence => "Silence author",
            _ => "Escalate",
        };

    /// <summary>What was done, after a name.</summary>
    public static string Done(string action) =>
        action switch
        {
            ModerationAction.Approve => "approved the post",
            ModerationAction.Dismiss => "dismissed the flags",
            ModerationAction.Hide => "hid the post",
            ModerationAction.Delete => "deleted the post",
            ModerationAction.Lock => "locked the thread",
            ModerationAction.Move => "moved the thread",
            ModerationAction.Warn => "warned the author",
            ModerationAction.Silence => "silenced the author",
            _ => "escalated",
        };

    /// <summary>What the author reads.</summary>
    public static string Notice(DecisionNotice notice) =>
        (notice.Undone, notice.Action) switch
        {
            (true, _) => "A decision of the moderators on your post was undone; everything is as it was before.",
            (_, ModerationAction.Hide) => "A moderator has hidden your post. You and the others see a note in its place.",
            (_, ModerationAction.Delete) => "A moderator has deleted your post.",
            (_, ModerationAction.Approve or ModerationAction.Dismiss) => "Your post was flagged, and a moderator found that it is fine. It is shown again.",
            (_, ModerationAction.Lock) => "A moderator has locked the thread of your post: nobody can reply.",
            (_, ModerationAction.Move) => "A moderator has moved the thread of your post to another category.",
            (_, ModerationAction.Silence) => $"A moderator has silenced you until {(notice.SilencedUntil is { } until ? Components.Words.Absolute(until) : "later")}. Until then you can read, and not write.",
            _ => "A moderator has a word for you about your post:",
        };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
