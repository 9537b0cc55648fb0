using FleetPrompt.Core.Accounts;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class SignInThrottleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(9, 0, 0)]
    [InlineData(10, 0, 2)]
    [InlineData(10, 1, 1)]
    [InlineData(10, 2, 0)]
    [InlineData(11, 0, 4)]
    [InlineData(12, 0, 8)]
    [InlineData(18, 0, 512)]
    [InlineData(19, 0, 900)]
    [InlineData(400, 0, 900)]
    [InlineData(400, 899, 1)]
    [InlineData(400, 900, 0)]
    [InlineData(400, 3000, 0)]
    public void An_account_waits_twice_as_long_after_each_failure_beyond_nine_up_to_a_quarter_of_an_hour(int failures, int secondsSinceLast, int wait) =>
        Positive(SignInThrottle.AccountWait(Failures(failures, secondsSinceLast, every: 1), Now)).ShouldBe(TimeSpan.FromSeconds(wait));

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(5, 0, 1, 0)]
    [InlineData(6, 0, 1, 55)]
    [InlineData(6, 50, 1, 5)]
    [InlineData(6, 55, 1, 0)]
    [InlineData(6, 0, 12, 0)]
    [InlineData(29, 0, 60, 0)]
    [InlineData(30, 0, 60, 1860)]
    [InlineData(30, 1860, 60, 0)]
    [InlineData(30, 0, 1, 3571)]
    public void An_address_may_fail_6_times_a_minute_and_30_times_an_hour(int failures, int secondsSinceLast, int every, int wait) =>
        Positive(SignInThrottle.AddressWait(Failures(failures, secondsSinceLast, every), Now)).ShouldBe(TimeSpan.FromSeconds(wait));

    [Fact]
    public void A_wait_always_ends() =>
        Enumerable.Range(0, 500).Max(n => SignInThrottle.AccountWait(Failures(n, 0, 0), Now)).ShouldBe(TimeSpan.FromMinutes(15));

    /// <summary>Newest first.</summary>
    private static List<DateTimeOffset> Failures(int count, int secondsSinceLast, int every) =>
        [.. Enumerable.Range(0, count).Select(i => Now.AddSeconds(-secondsSinceLast - ((double)i * every)))];

    private static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
