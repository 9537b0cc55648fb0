using System.Text.Json;
using System.Text.Json.Nodes;
using FleetPrompt.Core.Integrations.Digest;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

public sealed class DigestConfigurationTests
{
    private const string Credential = "0192f0c0-0000-7000-8000-00000000000a";

    [Fact]
    public void What_is_required_is_enough()
    {
        var (configuration, problems) = Parse();

        problems.ShouldBeEmpty();
        configuration.ShouldNotBeNull();
        (configuration.CredentialId, configuration.Timezone, configuration.ScheduleTime, configuration.Enabled).ShouldBe((new Guid(Credential), "America/New_York", new TimeOnly(9, 5), true));
        (configuration.Channel, configuration.IncludeLlmSummary, configuration.MaxLines, configuration.IncludeCostEstimates).ShouldBe((null, false, 40, true));
        (configuration.PostAsUsername, configuration.PostIconUrl).ShouldBe((null, null));
    }

    [Fact]
    public void Everything_can_be_said()
    {
        var (configuration, problems) = Parse(
            ("enabled", false), ("channel", "~town-square"), ("include_llm_summary", true), ("max_lines", 10), ("include_cost_estimates", false), ("post_as_username", "Fleet"), ("post_icon_url", "https://example.com/i.png"));

        problems.ShouldBeEmpty();
        (configuration!.Enabled, configuration.Channel, configuration.IncludeLlmSummary, configuration.MaxLines, configuration.IncludeCostEstimates).ShouldBe((false, "town-square", true, 10, false));
        (configuration.PostAsUsername, configuration.PostIconUrl).ShouldBe(("Fleet", "https://example.com/i.png"));
    }

    [Theory]
    [InlineData("channel", "")]
    [InlineData("channel", "operations/town-square")]
    [InlineData("channel", "tz6mbxyo7idmmqc7ysy5oejw3w")]
    [InlineData("channel", null)]
    [InlineData("post_as_username", "")]
    [InlineData("post_icon_url", null)]
    [InlineData("max_lines", 100)]
    [InlineData("schedule_time", "00:00")]
    [InlineData("schedule_time", "23:59")]
    [InlineData("timezone", "utc")]
    public void This_fits(string field, object? value) => Parse((field, value)).Problems.ShouldBeEmpty();

    [Theory]
    [InlineData("mattermost_credential_id", null, "Connect Mattermost")]
    [InlineData("mattermost_credential_id", "", "Connect Mattermost")]
    [InlineData("mattermost_credential_id", "my webhook", "Choose a webhook or a token")]
    [InlineData("mattermost_credential_id", 7, "must be a text")]
    [InlineData("timezone", null, "Choose a time zone")]
    [InlineData("timezone", "Europe/Berln", "Europe/Berlin")]
    [InlineData("timezone", "Eastern Standard Time", "America/New_York")]
    [InlineData("schedule_time", null, "Choose a time of day")]
    [InlineData("schedule_time", "25:00", "hours from 00 to 23")]
    [InlineData("schedule_time", "9:5", "two digits each")]
    [InlineData("schedule_time", "24:00", "'24:00' is not a time of day")]
    [InlineData("schedule_time", "12:60", "'12:60' is not a time of day")]
    [InlineData("schedule_time", "09:00:00", "is not a time of day")]
    [InlineData("schedule_time", "9 am", "is not a time of day")]
    [InlineData("schedule_time", "+9:00", "is not a time of day")]
    [InlineData("enabled", "yes", "true or false")]
    [InlineData("channel", "Town Square", "lower-case letters")]
    [InlineData("channel", "@ana", "lower-case letters")]
    [InlineData("channel", "a/b/c", "lower-case letters")]
    [InlineData("channel", "-x", "lower-case letters")]
    [InlineData("channel", "town:square", "lower-case letters")]
    [InlineData("channel", 5, "must be a text")]
    [InlineData("include_llm_summary", 1, "true or false")]
    [InlineData("include_cost_estimates", "true", "true or false")]
    [InlineData("max_lines", 9, "from 10 to 100")]
    [InlineData("max_lines", 101, "from 10 to 100")]
    [InlineData("max_lines", 20.5, "from 10 to 100")]
    [InlineData("max_lines", "20", "from 10 to 100")]
    [InlineData("post_as_username", "a\nb", "letters, digits")]
    [InlineData("post_as_username", "@channel", "letters, digits")]
    [InlineData("post_as_username", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "at most 64")]
    [InlineData("post_icon_url", "http://example.com/i.png", "https://")]
    [InlineData("post_icon_url", "/i.png", "https://")]
    [InlineData("post_icon_url", "javascript:alert(1)", "https://")]
    [InlineData("post_icon_url", "https://user:secret@example.com/i.png", "https://")]
    public void This_does_not_and_the_field_is_named(string field, object? value, string says)
    {
        var (configuration, problems) = Parse((field, value));

        configuration.ShouldBeNull();
        var problem = problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void All_that_is_missing_is_named_at_once(string config) =>
        DigestConfiguration.Parse(JsonElement.Parse(config)).Problems.Select(p => p.Field).ShouldBe(["mattermost_credential_id", "timezone", "schedule_time"]);

    [Fact]
    public void Before_it_is_complete_only_what_is_there_is_looked_at() =>
        DigestConfiguration.ProblemsOf(JsonElement.Parse("""{"timezone": "Mars", "channel": "town-square", "schedule_time": null}""")).Select(p => p.Field).ShouldBe(["timezone"]);

    private static (DigestConfiguration? Configuration, IReadOnlyList<Core.FieldProblem> Problems) Parse(params (string Field, object? Value)[] fields)
    {
        var config = new JsonObject { ["mattermost_credential_id"] = Credential, ["timezone"] = "America/New_York", ["schedule_time"] = "09:05" };
        foreach (var (field, value) in fields) config[field] = JsonSerializer.SerializeToNode(value);
        return DigestConfiguration.Parse(JsonSerializer.SerializeToElement(config));
    }
}
