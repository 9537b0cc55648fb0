using System.Globalization;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Work;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

public sealed class DigestWindowTests
{
    private static readonly TimeZoneInfo Berlin = IanaZone.Find("Europe/Berlin").Value;

    /// <summary>RFC 9562, appendix A.4.</summary>
    [Fact]
    public void A_uuid_of_a_name_is_the_standards() =>
        NameBasedGuid.Version5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com").ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void A_message_has_one_key_for_its_day_and_time_and_another_for_every_other()
    {
        var config = new DigestConfiguration(Guid.NewGuid(), "Europe/Berlin", new TimeOnly(9, 5), true, "town-square", false, 40, true, null, null);
        var scheduled = Ran(ExecutionTrigger.Schedule, "digest:acme:2027-06-10:town-square");
        var manual = Ran(ExecutionTrigger.Manual, "digest:acme:manual:x");
        string[] keys =
        [
            DigestWindow.DedupeKey("acme", config, scheduled),
            DigestWindow.DedupeKey("acme", config with { Channel = null }, scheduled),
            DigestWindow.DedupeKey("other", config, scheduled),
            DigestWindow.DedupeKey("acme", config, Ran(ExecutionTrigger.Schedule, "digest:acme:2027-06-11:town-square")),
            DigestWindow.DedupeKey("acme", config with { ScheduleTime = new TimeOnly(9, 6) }, scheduled),
            DigestWindow.DedupeKey("acme", config, manual),
            DigestWindow.DedupeKey("acme", config, Ran(ExecutionTrigger.Manual, "digest:acme:manual:x")),
        ];

        keys[0].ShouldBe("mattermost_post:acme:town-square:2027-06-10:09:05");
        keys[1].ShouldBe("mattermost_post:acme:default:2027-06-10:09:05");
        keys[5].ShouldBe($"mattermost_post:acme:town-square:manual-{manual.Id}:09:05");
        keys.Distinct().Count().ShouldBe(keys.Length);
        DigestWindow.DedupeKey("acme", config, Ran(ExecutionTrigger.Schedule, "digest:acme:2027-06-10:town-square")).ShouldBe(keys[0]);
    }

    [Theory]
    [InlineData("2027-06-10", "2027-06-09T07:00Z", "2027-06-10T07:00Z")]
    [InlineData("2027-03-28", "2027-03-27T07:00Z", "2027-03-28T07:00Z")] // a day of 23 hours: one hour is told twice
    [InlineData("2027-10-31", "2027-10-30T07:00Z", "2027-10-31T08:00Z")] // a day of 25 hours: all of them
    public void A_days_window_is_the_24_hours_before_its_time_and_leaves_no_hour_out(string date, string from, string to)
    {
        var window = DigestWindow.OfDay(DateOnly.Parse(date, CultureInfo.InvariantCulture), new TimeOnly(9, 0), Berlin);

        (window.From, window.To).ShouldBe((DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), DateTimeOffset.Parse(to, CultureInfo.InvariantCulture)));
    }

    private static Execution Ran(string trigger, string correlation) =>
        new() { Name = "mattermost.digest", Trigger = trigger, Status = ExecutionStatus.Requested, CorrelationId = Guid.NewGuid(), CorrelationKey = correlation, RequestedByType = "system" };
}
