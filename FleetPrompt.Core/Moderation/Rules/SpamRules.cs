using System.Globalization;

namespace FleetPrompt.Core.Moderation.Rules;

/// <summary>A rule has found something.</summary>
/// <param name="Reason">One of <see cref="FlagReason"/>.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Why">For moderators, in one sentence.</param>
public sealed record RuleHit(string Rule, string Reason, double Confidence, string Why);

/// <summary>What each rule is called, and what it says to people who switch it on and off.</summary>
public sealed record SpamRule(string Name, string Title, string Explanation);

/// <summary>
/// Signs of spam and abuse, each a rule of its own. They recommend and queue; nothing is decided by them. Members from trust level 2 on are only asked about banned words,
/// and owners and admins about nothing.
/// </summary>
public static class SpamRules
{
    public const string LinkDensity = "link_density";
    public const string RepeatedContent = "repeated_content";
    public const string FirstPostSpeed = "first_post_speed";
    public const string SharedHost = "shared_host";
    public const string BannedWords = "banned_words";
    public const string NewAccountLinks = "new_account_links";

    /// <summary>How far back repetitions and shared hosts are looked for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    public static readonly IReadOnlyList<SpamRule> All =
    [
        new(LinkDensity, "Many links, few words", "A post in which at least three links stand among few words."),
        new(RepeatedContent, "The same text again", "Words that the author, or several new members, have posted in the last seven days."),
        new(FirstPostSpeed, "A first post in no time", "A first post within seconds of joining, or a long one within seconds of opening the form."),
        new(SharedHost, "One address, many new members", "A link to a host that other new members have linked to in the last seven days."),
        new(BannedWords, "Banned words", "Words from this organisation’s list, whatever their case and accents."),
        new(NewAccountLinks, "A new member with links", "More than two links from a member of trust level 0."),
    ];

    /// <summary>At least so many words must be the same: short thanks are no repetition.</summary>
    private const int LeastRepeated = 5;

    private static readonly TimeSpan Hasty = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TooFastToType = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<RuleHit> Judge(PostFacts post) => [.. Hits(post).Select(h => h with { Confidence = Math.Round(h.Confidence, 2) })];

    private static IEnumerable<RuleHit> Hits(PostFacts post)
    {
        if (post.BannedWords.Count(w => FoldedText.Has(post.Words, w)) is > 0 and var banned)
            yield return new(BannedWords, FlagReason.Harassment, Math.Min(1, 0.7 + (0.1 * banned)), $"It has {Count(banned, "word", "words")} of the list of banned words.");
        if (post.Trust >= 2) yield break;

        if (post.Links >= 3 && post.Words.Count < post.Links * 15)
            yield return new(LinkDensity, FlagReason.Spam, Math.Min(0.95, 0.4 + (0.1 * post.Links) - (0.01 * post.Words.Count / post.Links)), $"{Count(post.Links, "link", "links")} among {Count(post.Words.Count, "word", "words")}.");
        if (post.Words.Count >= LeastRepeated && post.OthersRepeats >= 2)
            yield return new(RepeatedContent, FlagReason.Spam, Math.Min(0.98, 0.7 + (0.1 * post.OthersRepeats)), $"{Count(post.OthersRepeats, "other new member", "other new members")} posted the same text.");
        else if (post.Words.Count >= LeastRepeated && post.OwnRepeats >= 1)
            yield return new(RepeatedContent, post.OwnRepeats == 1 ? FlagReason.Duplicate : FlagReason.Spam, Math.Min(0.95, 0.5 + (0.15 * post.OwnRepeats)), $"The author posted the same text {Count(post.OwnRepeats, "time", "times")} before.");
        if (post.IsFirstPost && post.Membership < Hasty)
            yield return new(FirstPostSpeed, FlagReason.Spam, post.Links > 0 ? 0.85 : 0.5, $"First post {Seconds(post.Membership.Value)} after joining.");
        else if (post.IsFirstPost && post.Length >= 80 && post.Written < TooFastToType)
            yield return new(FirstPostSpeed, FlagReason.Spam, post.Links > 0 ? 0.8 : 0.45, $"{Count(post.Length, "character", "characters")} sent {Seconds(post.Written.Value)} after the form was opened.");
        if (post.Trust > 0) yield break;

        if (post.OthersLinking >= 2)
            yield return new(SharedHost, FlagReason.Spam, Math.Min(0.95, 0.5 + (0.15 * post.OthersLinking)), $"{Count(post.OthersLinking, "other new member", "other new members")} linked to the same host.");
        if (post.Links > 2)
            yield return new(NewAccountLinks, FlagReason.Spam, Math.Min(0.9, 0.3 + (0.1 * post.Links)), $"{Count(post.Links, "link", "links")} from a new member.");
    }

    private static string Count(int n, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{n:N0} {(n == 1 ? one : many)}");

    private static string Seconds(TimeSpan span) => Count(Math.Max(0, (int)span.TotalSeconds), "second", "seconds");
}
