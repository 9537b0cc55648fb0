using FleetPrompt.Core.Operations;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class SignalCountTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private SignalReading Reading => Given.Get<SignalReading>();

    [Fact]
    public async Task Each_bar_counts_what_fits_and_may_be_seen_in_its_time()
    {
        var acme = await Given.Org().WithMember("ana");
        var other = await Given.Org("other");
        foreach (var (org, minutes) in new[] { (acme, 0), (acme, 29), (acme, 30), (acme, -1), (acme, 60), (other, 5) }) await At(org, Noon.AddMinutes(minutes));
        await At(acme, Noon.AddMinutes(31), whispered: true);
        var hour = new SignalQuery(Name: "speech", From: Noon, To: Noon.AddHours(1));

        var all = await Reading.CountAsync(acme.Act(), hour, Cancel);

        all.Bars.Where(b => b.Count > 0).Select(b => ((b.From - Noon).TotalMinutes, b.Count)).ShouldBe([(0, 1), (28, 1), (30, 2)]);
        (all.Total, all.Bars.Count, all.Peak.From).ShouldBe((4, 30, Noon.AddMinutes(30)));
        (await Reading.CountAsync(acme.Act("ana"), hour, Cancel)).Total.ShouldBe(3);
        (await Reading.CountAsync(acme.Act(), hour with { Name = "speech.aside" }, Cancel)).Total.ShouldBe(1);
        (await Reading.CountAsync(acme.Act(), hour with { ActorId = acme["ana"], ActorType = "user" }, Cancel)).Total.ShouldBe(0);
        (await Reading.CountAsync(acme.Act(), hour with { SubjectType = "test.thing" }, Cancel)).Total.ShouldBe(4);
        (await Reading.CountAsync(acme.Act(), hour with { Stream = "nowhere", SubjectId = Guid.NewGuid() }, Cancel)).Total.ShouldBe(0);
        (await Reading.CountAsync(other.Act(), hour, Cancel)).Total.ShouldBe(1);
        foreach (var bar in all.Bars) (await Reading.ReadAsync(acme.Act(), hour with { From = bar.From, To = bar.To }, Cancel)).Entries.Count.ShouldBe(bar.Count, "a bar leads to what it counts");
    }

    [Theory]
    [InlineData(null, null, 30, 48)]
    [InlineData("2026-03-14T11:59", "2026-03-14T12:00", 1, 1)]
    [InlineData("2026-03-14T12:00", "2026-03-14T11:00", 1, 1)]
    [InlineData("2026-03-14T00:00", "2026-03-15T00:00", 30, 48)]
    [InlineData("2026-03-14T00:10", "2026-03-15T00:10", 60, 25)]
    [InlineData("2026-03-14T11:50", null, 1, 10)]
    [InlineData(null, "2026-03-01T00:00", 30, 48)]
    [InlineData("2026-03-01T00:00", "2026-03-08T00:00", 240, 42)]
    [InlineData("2026-02-12T07:00", "2026-03-14T07:00", 1440, 31)]
    [InlineData("0001-01-01T00:00", "9999-12-31T23:59", 1440, 30)]
    public void A_span_has_at_most_48_bars_on_round_times(string? from, string? to, int minutes, int bars)
    {
        var query = new SignalFilter(null, null, null, null, from, to).Query(null);

        var span = SignalSpan.Of(query, Noon);

        (span.Width.TotalMinutes, span.Bars).ShouldBe((minutes, bars));
        (span.To - span.From).ShouldBeLessThanOrEqualTo(SignalSpan.Longest);
        span.Start.ShouldBeLessThanOrEqualTo(span.From);
        (span.Start + (span.Bars * span.Width)).ShouldBeGreaterThanOrEqualTo(span.To);
        span.Filled(new Dictionary<DateTimeOffset, int>()).Bars.ShouldSatisfyAllConditions(b => b[0].From.ShouldBe(span.From), b => b[^1].To.ShouldBe(span.To));
    }

    [Fact]
    public void The_last_day_reaches_to_now_and_what_is_too_long_is_said_to_be()
    {
        var now = Noon.AddMinutes(7);

        SignalSpan.Of(new SignalQuery(), now).ShouldSatisfyAllConditions(s => s.To.ShouldBe(Noon.AddMinutes(30)), s => s.Shortened.ShouldBeFalse());
        var empty = SignalSpan.Of(new SignalQuery(From: Noon.AddDays(-31)), now).Filled(new Dictionary<DateTimeOffset, int>());
        SpanWords.Summary(empty, lately: false).ShouldBe("No signals from 12 Feb 12:07 to 14 Mar 12:07 UTC. Only the last 30 days of the range are counted.");
        var one = new SignalSpan(Noon, Noon.AddHours(1), Noon, TimeSpan.FromMinutes(30)).Filled(new Dictionary<DateTimeOffset, int> { [Noon] = 2 });
        SpanWords.Summary(one, lately: true).ShouldBe("2 signals in the last 24 hours, most of them 14 Mar 12:00–12:30 (2).");
    }

    private async Task At(Org org, DateTimeOffset time, bool whispered = false)
    {
        var signal = await org.Emit(type: whispered ? TestSignals.Whispered : TestSignals.Said);
        await Given.AsOwner($"update {org.Schema}.signals set recorded_at = '{time:O}' where id = '{signal.Id}'");
    }
}
