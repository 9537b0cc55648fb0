using FleetPrompt.Web.Components;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Components;

public class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-5, "just now", "now")]
    [InlineData(59, "just now", "now")]
    [InlineData(60, "1m ago", "1m")]
    [InlineData(3599, "59m ago", "59m")]
    [InlineData(3600, "1h ago", "1h")]
    [InlineData(86400, "1d ago", "1d")]
    [InlineData(20 * 86400, "22 Feb", "22 Feb")]
    [InlineData(100 * 86400, "4 Dec 2025", "4 Dec 2025")]
    public void A_moment_is_told_by_its_age(int secondsAgo, string text, string brief)
    {
        Words.Relative(Now.AddSeconds(-secondsAgo), Now).ShouldBe(text);
        Words.Relative(Now.AddSeconds(-secondsAgo), Now, brief: true).ShouldBe(brief);
    }

    [Fact]
    public void The_absolute_time_is_utc_wherever_the_moment_was_written() =>
        Words.Absolute(new DateTimeOffset(2026, 3, 14, 11, 21, 44, TimeSpan.FromHours(2))).ShouldBe("2026-03-14 09:21:44 UTC");

    [Theory]
    [InlineData(0.84, "840 µs")]
    [InlineData(12, "12 ms")]
    [InlineData(1840, "1.8 s")]
    [InlineData(180_000, "3 min")]
    public void A_duration_keeps_the_unit_people_think_in(double milliseconds, string text) =>
        Words.Duration(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);
}
