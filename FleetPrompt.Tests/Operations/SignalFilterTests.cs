using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Web.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class SignalFilterTests
{
    private static readonly Guid Id = new("0192f0c0-0000-7000-8000-000000000009");

    [Fact]
    public void An_address_says_everything_about_the_view()
    {
        var query = new SignalFilter(" forum.post.* ", Id.ToString(), $"forum.post:{Id}", "forum.thread:1", "2026-03-14T09:00", "2026-03-15").Query(7);

        query.ShouldBe(new SignalQuery("forum.post.", "user", Id, "forum.post", Id, "forum.thread:1", new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero), new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero), 7));
    }

    [Theory]
    [InlineData("forum.post", "forum.post", false)]
    [InlineData("0192f0c0-0000-7000-8000-000000000009", null, true)]
    [InlineData("forum.post:nothing", "forum.post:nothing", false)]
    public void A_subject_is_a_type_or_an_id_or_both(string text, string? type, bool id)
    {
        var query = new SignalFilter(null, null, text, null, null, null).Query(null);

        (query.SubjectType, query.SubjectId.HasValue).ShouldBe((type, id));
    }

    [Fact]
    public void What_is_empty_or_no_time_filters_nothing()
    {
        var query = new SignalFilter("", " ", "", null, "yesterday", "").Query(null);

        query.IsFiltered.ShouldBeFalse();
        new SignalFilter("a.b", null, null, "x:1", null, null).Href(12).ShouldBe("/signals?name=a.b&stream=x%3A1&before=12");
    }

    [Fact]
    public void A_dry_run_says_what_would_come_of_it()
    {
        var run = new DryRun(
            3,
            3,
            [
                new("a", 2, new Dictionary<string, int> { ["x.y"] = 2 }, new Dictionary<string, int> { ["do.it"] = 1 }, new Dictionary<string, RowCounts> { ["things"] = new(0, 1, 0) }, []),
                new("b", 1, new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, RowCounts>(), []),
                new("c", 1, new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, RowCounts>(), [new(Id, "no")]),
            ]);

        DryRunWords.Lines(run).ShouldBe(
        [
            "3 signals were tried, and everything was taken back.",
            "a (2 signals)", "  would request do.it × 1", "  would emit x.y × 2", "  would change 1 row of things",
            "b (1 signal)", "  would change nothing",
            "c (1 signal)", $"  fails on {Id}: no",
        ]);
    }
}
