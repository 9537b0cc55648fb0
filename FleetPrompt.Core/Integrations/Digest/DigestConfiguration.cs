using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>How an installation of the digest is configured; complete and checked.</summary>
/// <param name="Timezone">An IANA name.</param>
/// <param name="Enabled">Whether it posts by itself.</param>
/// <param name="Channel">Null for the webhook's own. Else a channel's name, <c>team/channel</c> or a channel's id.</param>
public sealed partial record DigestConfiguration(
    Guid CredentialId,
    string Timezone,
    TimeOnly ScheduleTime,
    bool Enabled,
    string? Channel,
    bool IncludeLlmSummary,
    int MaxLines,
    bool IncludeCostEstimates,
    string? PostAsUsername,
    string? PostIconUrl)
{
    public const int FewestLines = 10;
    public const int MostLines = 100;
    public const int UsualLines = 40;

    private const int LongestName = 64;
    private const int LongestUrl = 500;

    public TimeZoneInfo Zone => IanaZone.Find(Timezone).Value;

    /// <summary>What is wrong with the fields that are there.</summary>
    public static IEnumerable<FieldProblem> ProblemsOf(JsonElement config) =>
        Parse(config).Problems.Where(p => config.ValueKind == JsonValueKind.Object && config.TryGetProperty(p.Field, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined));

    /// <summary>The configuration, where it is complete and nothing is wrong; else every problem, with the field's name.</summary>
    public static (DigestConfiguration? Config, IReadOnlyList<FieldProblem> Problems) Parse(JsonElement config)
    {
        var read = new Reading(config);
        var credential = read.Text("mattermost_credential_id", "Connect Mattermost: choose a webhook or a token.", 100);
        Guid credentialId = default;
        if (credential is not null && !Guid.TryParse(credential, out credentialId)) read.Refuse("mattermost_credential_id", "This is not one of your connections. Choose a webhook or a token.");
        var zoneName = read.Text("timezone", "Choose a time zone, for example Europe/Berlin.", LongestName);
        var zone = zoneName is null ? null : Found(read, zoneName);
        var schedule = read.Text("schedule_time", "Choose a time of day, for example 09:00.", LongestName) is { } text ? Time(read, text) : null;
        var channel = read.Optional("channel", 2 * LongestName)?.TrimStart('~', '#');
        if (channel is not null && !ChannelName().IsMatch(channel))
            read.Refuse("channel", "That is not a channel's name as it stands in its address: lower-case letters, digits, hyphens and underscores, like town-square; with a token, team/channel.");
        var username = read.Optional("post_as_username", LongestName);
        if (username is not null && !UserName().IsMatch(username)) read.Refuse("post_as_username", "Use letters, digits, spaces, dots, hyphens and underscores.");
        var icon = read.Optional("post_icon_url", LongestUrl);
        if (icon is not null && !(Uri.TryCreate(icon, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0))
            read.Refuse("post_icon_url", "Give the picture's full address, starting with https://.");
        var lines = read.Number("max_lines", FewestLines, MostLines) ?? UsualLines;
        var (enabled, summary, costs) = (read.Flag("enabled", true), read.Flag("include_llm_summary", false), read.Flag("include_cost_estimates", true));
        return read.Problems.Count == 0
            ? (new DigestConfiguration(credentialId, zone!.Id, schedule!.Value, enabled, channel, summary, lines, costs, username, icon), [])
            : (null, read.Problems);
    }

    private static TimeZoneInfo? Found(Reading read, string name)
    {
        var found = IanaZone.Find(name);
        if (found.IsOk) return found.Value;
        read.Refuse("timezone", found.Error!.Message);
        return null;
    }

    private static TimeOnly? Time(Reading read, string text)
    {
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        read.Refuse("schedule_time", $"'{(text.Length > 20 ? text[..20] + "…" : text)}' is not a time of day. Write hours from 00 to 23 and minutes, two digits each: 09:05.");
        return null;
    }

    [GeneratedRegex(@"^([a-z0-9][a-z0-9_-]{0,63}/)?[a-z0-9][a-z0-9_-]{0,63}\z")]
    private static partial Regex ChannelName();

    [GeneratedRegex(@"^[\p{L}\p{N} ._-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserName();

    /// <summary>Takes fields out of an object, and notes each problem once.</summary>
    private sealed class Reading(JsonElement config)
    {
        private readonly List<FieldProblem> problems = [];

        public IReadOnlyList<FieldProblem> Problems => problems;

        public void Refuse(string field, string message)
        {
            if (!problems.Exists(p => p.Field == field)) problems.Add(new FieldProblem(field, message));
        }

        public string? Text(string field, string missing, int longest)
        {
            if (Optional(field, longest) is { } text) return text;
            Refuse(field, missing);
            return null;
        }

        /// <summary>Null where it is missing, empty or refused.</summary>
        public string? Optional(string field, int longest)
        {
            if (Value(field) is not { } value) return null;
            if (value.ValueKind != JsonValueKind.String)
            {
                Refuse(field, "This must be a text.");
                return null;
            }

            var text = value.GetString()!.Trim();
            if (text.Length > longest) Refuse(field, $"Use at most {longest} characters.");
            return text.Length is 0 || text.Length > longest ? null : text;
        }

        public bool Flag(string field, bool otherwise)
        {
            if (Value(field) is not { } value) return otherwise;
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
            Refuse(field, "This must be true or false.");
            return otherwise;
        }

        public int? Number(string field, int least, int most)
        {
            if (Value(field) is not { } value) return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most) return number;
            Refuse(field, $"Give a whole number from {least} to {most}.");
            return null;
        }

        private JsonElement? Value(string field) =>
            config.ValueKind == JsonValueKind.Object && config.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
