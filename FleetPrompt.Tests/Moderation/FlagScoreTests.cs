using FleetPrompt.Core.Moderation;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Moderation;

public sealed class FlagScoreTests
{
    [Theory]
    [InlineData("spam", 0, false, 0, 0, 0.5)]
    [InlineData("spam", 1, false, 0, 0, 1)]
    [InlineData("spam", 3, false, 0, 0, 2)]
    [InlineData("spam", 0, true, 0, 0, 3)]
    [InlineData("harassment", 1, false, 0, 0, 1.5)]
    [InlineData("off_topic", 1, false, 0, 0, 0.5)]
    [InlineData("duplicate", 1, false, 0, 0, 0.4)]
    [InlineData("other", 1, false, 0, 0, 0.6)]
    [InlineData("spam", 1, false, 8, 0, 1.8)]
    [InlineData("spam", 1, false, 1000, 0, 1.8)]
    [InlineData("spam", 1, false, 0, 8, 0.2)]
    [InlineData("spam", 1, false, 3, 3, 1)]
    [InlineData("spam", 9, false, 0, 0, 2)]
    public void A_members_flag_weighs_by_reason_trust_and_record(string reason, int trust, bool moderates, int right, int wrong, double weight) =>
        FlagScore.OfMember(reason, trust, moderates, right, wrong).ShouldBe(weight);

    [Theory]
    [InlineData(0.9, 0, 0, 1.8)]
    [InlineData(0.9, 0, 18, 0.36)]
    [InlineData(7, 0, 0, 2)]
    [InlineData(-1, 0, 0, 0)]
    public void A_rules_flag_weighs_by_its_confidence_and_record(double confidence, int right, int wrong, double weight) =>
        FlagScore.OfRule(FlagReason.Spam, confidence, right, wrong).ShouldBe(weight);

    [Theory]
    [InlineData(0, false, FlagScore.Low)]
    [InlineData(1.4, false, FlagScore.Medium)]
    [InlineData(2.7, false, FlagScore.High)]
    [InlineData(4, false, FlagScore.Critical)]
    [InlineData(0.1, true, FlagScore.Critical)]
    public void Severity_is_a_share_of_the_threshold(double score, bool escalated, int severity) => FlagScore.Severity(score, 4, escalated).ShouldBe(severity);
}
