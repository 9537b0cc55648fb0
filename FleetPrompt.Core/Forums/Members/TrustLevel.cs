namespace FleetPrompt.Core.Forums.Members;

/// <summary>How far an organisation's forum trusts a member, by what they have done there. Owners and admins need none: their role allows everything.</summary>
public enum TrustLevel
{
    /// <summary>Everybody begins here.</summary>
    New = 0,
    Basic = 1,
    Regular = 2,
    Trusted = 3,
}

/// <summary>What a member has done, as far as trust goes. Counts stop at <see cref="Most"/>: no level asks for more.</summary>
/// <param name="Posts">That can be seen.</param>
/// <param name="Likes">Likes, thanks and upvotes that others gave to those posts.</param>
/// <param name="Accepted">Answers of theirs that were accepted.</param>
/// <param name="Removed">Posts of theirs that a moderator has hidden or deleted in the last <see cref="TrustRules.RemovedFor"/>.</param>
public sealed record MemberRecord(DateTimeOffset JoinedAt, int Posts, int Likes, int Accepted, int Removed)
{
    public const int Most = 1000;
}

/// <summary>What one level asks for; all of it.</summary>
public sealed record TrustThreshold(TrustLevel Level, int Days, int Posts, int Likes);

/// <summary>Which level a record earns. Nothing is stored: a level is gained, and lost again, as the record changes and time goes by.</summary>
public static class TrustRules
{
    public static readonly TimeSpan RemovedFor = TimeSpan.FromDays(30);

    /// <summary>This many removed posts lower a member by a level; twice as many by two.</summary>
    public const int RemovedPerLevel = 3;

    public static readonly IReadOnlyList<TrustThreshold> Thresholds =
    [
        new(TrustLevel.Basic, Days: 1, Posts: 3, Likes: 0),
        new(TrustLevel.Regular, Days: 15, Posts: 20, Likes: 5),
        new(TrustLevel.Trusted, Days: 50, Posts: 100, Likes: 30),
    ];

    public static TrustLevel LevelOf(MemberRecord record, DateTimeOffset now)
    {
        var earned = Thresholds.Where(t => now - record.JoinedAt >= TimeSpan.FromDays(t.Days) && record.Posts >= t.Posts && record.Likes >= t.Likes).Select(t => (int)t.Level).DefaultIfEmpty(0).Max();
        return (TrustLevel)Math.Max(0, earned - (record.Removed / RemovedPerLevel));
    }

    /// <summary>A figure for what others made of somebody's posts: one for each like, ten for each accepted answer. It decides nothing.</summary>
    public static int Reputation(MemberRecord record) => record.Likes + (10 * record.Accepted);
}
