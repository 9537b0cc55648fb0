using System.Globalization;
using FleetPrompt.Core;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

/// <summary>Times of day against what is known of zones. Whole years are in <see cref="DailyYearTests"/>.</summary>
public sealed class DailyTimeTests
{
    [Theory]
    [InlineData("America/New_York", "2027-03-13", "02:30", "2027-03-13T07:30Z")]
    [InlineData("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00Z")] // 02:00 becomes 03:00
    [InlineData("America/New_York", "2027-03-14", "03:00", "2027-03-14T07:00Z")]
    [InlineData("America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30Z")] // 02:00 becomes 01:00
    [InlineData("America/New_York", "2027-11-07", "02:00", "2027-11-07T07:00Z")]
    [InlineData("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:00Z")]
    [InlineData("Europe/Berlin", "2027-10-31", "02:30", "2027-10-31T00:30Z")]
    [InlineData("Europe/Dublin", "2027-03-28", "01:30", "2027-03-28T01:00Z")] // its winter is the exception, not its summer
    [InlineData("Europe/Dublin", "2027-10-31", "01:30", "2027-10-31T00:30Z")]
    [InlineData("Africa/Casablanca", "2027-02-07", "02:30", "2027-02-07T01:30Z")] // Ramadan
    [InlineData("Africa/Casablanca", "2027-03-14", "02:30", "2027-03-14T02:00Z")]
    [InlineData("Australia/Lord_Howe", "2027-10-03", "02:15", "2027-10-02T15:30Z")] // half an hour
    [InlineData("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45Z")]
    [InlineData("Pacific/Chatham", "2027-09-26", "03:00", "2027-09-25T14:00Z")]
    [InlineData("America/St_Johns", "2027-11-07", "01:30", "2027-11-07T04:00Z")]
    [InlineData("America/Nuuk", "2027-03-27", "23:30", "2027-03-28T01:00Z")] // the gap ends with the date
    [InlineData("America/Santiago", "2027-09-05", "00:00", "2027-09-05T04:00Z")]
    [InlineData("Asia/Kolkata", "2027-01-01", "00:00", "2026-12-31T18:30Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "09:00", null)] // the date that Samoa left out
    [InlineData("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00Z")]
    public void A_time_comes_once_also_where_clocks_are_changed(string zone, string date, string at, string? moment) =>
        DailyTime.On(Date(date), Time(at), Zone(zone)).ShouldBe(moment is null ? null : Moment(moment));

    [Fact]
    public void The_next_times_follow_the_clocks()
    {
        var next = DailyTime.Next(Time("09:00"), Zone("America/New_York"), Moment("2027-03-12T14:00Z"), 3);

        next.ShouldBe([Moment("2027-03-13T14:00Z"), Moment("2027-03-14T13:00Z"), Moment("2027-03-15T13:00Z")]);
    }

    [Theory]
    [InlineData("09:00", "2027-06-10T07:00Z", "2027-06-10")] // in time
    [InlineData("09:00", "2027-06-10T21:59Z", "2027-06-10")] // late, and still that day
    [InlineData("09:00", "2027-06-11T06:59Z", null)] // the day is over, the next has not come
    [InlineData("09:00", "2027-06-13T07:05Z", "2027-06-13")] // of several that were missed, the last
    [InlineData("23:59", "2027-06-10T22:30Z", "2027-06-10")] // just over
    [InlineData("23:59", "2027-06-10T23:30Z", null)]
    public void What_is_late_is_due_until_its_day_is_over(string at, string now, string? date) =>
        DailyTime.Due(Time(at), Zone("Europe/Berlin"), Moment(now)).ShouldBe(date is null ? null : Date(date));

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData(" europe/berlin ", "Europe/Berlin")]
    [InlineData("Asia/Calcutta", "Asia/Calcutta")]
    [InlineData("Etc/GMT+5", "Etc/GMT+5")]
    [InlineData("utc", "UTC")]
    public void A_zone_is_found_by_its_name(string name, string id) => IanaZone.Find(name).ShouldBeOk().Id.ShouldBe(id);

    [Theory]
    [InlineData("New York", "America/New_York")]
    [InlineData("Europe/Berln", "Europe/Berlin")]
    [InlineData("america/newyork", "America/New_York")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("London", "Europe/London")]
    [InlineData("EST", "is not a time zone")] // whose clock would never change
    [InlineData("Mars/Olympus_Mons", "for example")]
    [InlineData("posix/Europe/Berlin", "Europe/Berlin")]
    [InlineData("../../etc/localtime", "for example")]
    [InlineData("", "for example")]
    [InlineData(null, "for example")]
    public void A_zone_that_is_not_known_is_refused_with_names_that_are_near(string? name, string hint)
    {
        var problem = IanaZone.Find(name, "timezone").Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem();

        problem.Field.ShouldBe("timezone");
        problem.Message.ShouldContain(hint);
    }

    [Fact]
    public void A_form_offers_zones_that_can_be_found()
    {
        IanaZone.Names.Count.ShouldBeGreaterThan(300);
        IanaZone.Names.Where(n => !IanaZone.Find(n).IsOk).ShouldBeEmpty();
        IanaZone.Names.ShouldNotContain(n => n.StartsWith("Etc/") || n.StartsWith("US/"));
    }

    private static TimeZoneInfo Zone(string name) => IanaZone.Find(name).ShouldBeOk();

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
