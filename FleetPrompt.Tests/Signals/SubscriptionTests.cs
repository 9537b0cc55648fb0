using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class SubscriptionTests
{
    [Theory]
    [InlineData("forum.post.*", "forum.post.created", true)]
    [InlineData("forum.post.*", "forum.post.agent.replied", true)]
    [InlineData("forum.post.*", "forum.post", false)]
    [InlineData("forum.post.*", "forum.posts.created", false)]
    [InlineData("forum.post.created", "forum.post.created", true)]
    [InlineData("forum.post.created", "forum.post.created.again", false)]
    [InlineData("signal.*", "signal.delivery.parked", false)]
    [InlineData("signal.delivery.parked", "signal.delivery.parked", true)]
    public void A_pattern_is_a_name_or_the_beginning_of_one(string pattern, string signal, bool matches) =>
        new SignalSubscription("test", pattern).Matches(signal).ShouldBe(matches);

    [Theory]
    [InlineData("*")]
    [InlineData("forum")]
    [InlineData("forum.*.created")]
    [InlineData("forum.po*")]
    [InlineData("Forum.Post")]
    [InlineData("forum.post\n")]
    public void What_is_neither_is_refused(string pattern) => Should.Throw<ArgumentException>(() => new SignalSubscription("test", pattern));

    [Fact]
    public void Every_pattern_of_the_application_means_a_signal_that_exists()
    {
        var names = Rooms.Signals.All.Select(t => t.Name).ToList();

        Rooms.Services.GetRequiredService<SignalHandlers>().All.Where(s => !names.Any(s.Matches)).ShouldBeEmpty();
    }

    [Fact]
    public void Each_wait_is_longer_than_the_one_before_and_none_is_without_end()
    {
        var work = Guid.NewGuid();
        var waits = Enumerable.Range(1, 12).Select(attempt => Backoff.After(attempt, work)).ToList();

        waits.Take(5).ShouldBeInOrder();
        waits[0].ShouldBeInRange(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2.5));
        waits.ShouldAllBe(w => w <= TimeSpan.FromMinutes(12.5));
        Backoff.After(3, work).ShouldBe(waits[2]);
    }

    [Fact]
    public void What_failed_together_does_not_come_back_together() =>
        Enumerable.Range(0, 100).Select(_ => Backoff.After(1, Guid.NewGuid())).Distinct().Count().ShouldBeGreaterThan(90);
}
