using FleetPrompt.Core.Forums.Members;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Members;

public sealed class TrustRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 0, 0, TrustLevel.New)]
    [InlineData(400, 2, 1000, 0, TrustLevel.New)]
    [InlineData(0.9, 1000, 1000, 0, TrustLevel.New)]
    [InlineData(1, 3, 0, 0, TrustLevel.Basic)]
    [InlineData(14, 100, 30, 0, TrustLevel.Basic)]
    [InlineData(15, 20, 5, 0, TrustLevel.Regular)]
    [InlineData(15, 20, 4, 0, TrustLevel.Basic)]
    [InlineData(50, 100, 30, 0, TrustLevel.Trusted)]
    [InlineData(50, 99, 30, 0, TrustLevel.Regular)]
    [InlineData(50, 100, 30, 2, TrustLevel.Trusted)]
    [InlineData(50, 100, 30, 3, TrustLevel.Regular)]
    [InlineData(50, 100, 30, 6, TrustLevel.Basic)]
    [InlineData(1, 3, 0, 9, TrustLevel.New)]
    public void A_level_is_earned_by_time_posts_and_likes_and_lowered_by_removed_posts(double days, int posts, int likes, int removed, TrustLevel expected) =>
        TrustRules.LevelOf(new MemberRecord(Now.AddDays(-days), posts, likes, 0, removed), Now).ShouldBe(expected);

    [Fact]
    public void Each_level_asks_for_more_than_the_one_before_and_for_no_more_than_is_counted()
    {
        foreach (var (lower, higher) in TrustRules.Thresholds.Zip(TrustRules.Thresholds.Skip(1)))
        {
            higher.Level.ShouldBe(lower.Level + 1);
            (higher.Days > lower.Days && higher.Posts > lower.Posts && higher.Likes > lower.Likes).ShouldBeTrue();
        }

        TrustRules.Thresholds.ShouldAllBe(t => t.Posts < MemberRecord.Most && t.Likes < MemberRecord.Most);
    }
}
