using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class TimelineQueryTests
{
    private static readonly Guid Ana = Guid.NewGuid();
    private static readonly TimelineEntry Signal = Entries.Signal("forum.post.created", actor: Actor.User(Ana));
    private static readonly TimelineEntry Directive = Entries.Directive("failed", "forum.post.hide");

    [Fact]
    public void Without_filters_everything_belongs()
    {
        new TimelineQuery().Matches(Signal).ShouldBeTrue();
        new TimelineQuery().Matches(Directive).ShouldBeTrue();
    }

    [Theory]
    [InlineData("signal", null, null, true, false)]
    [InlineData("directive", null, null, false, true)]
    [InlineData(null, "forum.post", null, true, true)]
    [InlineData(null, "forum.post.created", null, true, false)]
    [InlineData(null, "post", null, false, false)]
    [InlineData(null, "FORUM", null, false, false)]
    [InlineData(null, null, "failed", false, true)]
    [InlineData(null, null, "running", false, false)]
    [InlineData("signal", null, "failed", false, false)]
    [InlineData("directive", "forum.post", "failed", false, true)]
    public void Each_filter_narrows_and_all_of_them_count(string? kind, string? name, string? status, bool signal, bool directive)
    {
        var query = new TimelineQuery(Kind: kind, Name: name, Status: status);

        query.Matches(Signal).ShouldBe(signal);
        query.Matches(Directive).ShouldBe(directive);
    }

    [Fact]
    public void An_actors_entries_are_theirs_alone()
    {
        new TimelineQuery(ActorId: Ana).Matches(Signal).ShouldBeTrue();
        new TimelineQuery(ActorId: Ana).Matches(Directive).ShouldBeFalse();
        new TimelineQuery(ActorId: Guid.NewGuid()).Matches(Signal).ShouldBeFalse();
    }

    [Fact]
    public void Stream_and_chain_are_the_feeds_to_filter() =>
        new TimelineQuery(Stream: "forum.thread:2", CorrelationId: Guid.NewGuid()).Matches(Signal).ShouldBeTrue();
}
