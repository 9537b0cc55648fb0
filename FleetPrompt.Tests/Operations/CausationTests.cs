using FleetPrompt.Core.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class CausationTests
{
    [Fact]
    public void An_effect_stands_one_step_under_its_cause()
    {
        var cause = Entries.Signal();
        var effect = Entries.Directive(causedBy: cause.Id);
        var further = Entries.Signal(causedBy: effect.Id);
        var sibling = Entries.Signal(causedBy: cause.Id);

        DepthsOf(cause, effect, further, sibling).ShouldBe([0, 1, 2, 1]);
    }

    [Fact]
    public void Without_its_cause_in_the_list_an_entry_starts_anew() => DepthsOf(Entries.Signal(causedBy: Guid.NewGuid())).ShouldBe([0]);

    [Fact]
    public void A_cause_that_comes_later_or_is_itself_does_not_count()
    {
        var late = Entries.Signal();
        var early = Entries.Signal(causedBy: late.Id);
        var own = Entries.Signal();

        DepthsOf(early, late, own with { CausationId = own.Id }).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void A_long_chain_is_drawn_at_the_deepest_step()
    {
        var chain = new List<TimelineEntry> { Entries.Signal() };
        for (var i = 0; i < 7; i++) chain.Add(Entries.Signal(causedBy: chain[^1].Id));

        DepthsOf([.. chain]).ShouldBe([0, 1, 2, 3, 4, 4, 4, 4]);
    }

    [Fact]
    public void Nothing_has_no_depths() => Causation.Depths([]).ShouldBeEmpty();

    private static IEnumerable<int> DepthsOf(params TimelineEntry[] entries)
    {
        var depths = Causation.Depths(entries);
        return entries.Select(e => depths[e.Id]);
    }
}
