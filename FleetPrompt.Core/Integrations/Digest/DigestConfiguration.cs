using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>How an installation of the digest is configured; complete and checked.</summary>
/// <param name="Timezone">An IANA name.</param>
/// <param name="Enabled">Whether it posts by itself.</param>
/// <param name="Channel">Null for the webhook's own.</param>
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
    private const int UsualLines = 40;

    /// <summary>The configuration, where it is complete and nothing is wrong; else every problem, with the field's name.</summary>
    public static (DigestConfiguration? Config, IReadOnlyList<FieldProblem> Problems) Parse(JsonElement json)
    {
        var problems = ProblemsOf(json).ToList();
        foreach (var missing in Required.Where(r => Text(json, r.Field) is null)) problems.Add(new(missing.Field, missing.Message));
        if (problems.Count > 0) return (null, problems);
        return (
            new DigestConfiguration(
                Guid.Parse(Text(json, "mattermost_credential_id")!),
                Text(json, "timezone")!,
                Time(Text(json, "schedule_time")!)!.Value,
                Flag(json, "enabled") ?? true,
                Text(json, "channel")?.TrimStart('~', '#'),
                Flag(json, "include_llm_summary") ?? false,
                Lines(json) ?? UsualLines,
                Flag(json, "include_cost_estimates") ?? true,
                Text(json, "post_as_username"),
                Text(json, "post_icon_url")),
            []);
    }

    /// <summary>What is wrong with the fields that are there.</summary>
    public static IEnumerable<FieldProblem> ProblemsOf(JsonElement json)
    {
        if (Text(json, "mattermost_credential_id") is { } credential && !Guid.TryParse(credential, out _)) yield return new("mattermost_credential_id", "Choose one of the connections to Mattermost.");
        if (Text(json, "timezone") is { } zone && IanaZone.Find(zone) is { IsOk: false } unknown) yield return new("timezone", unknown.Error!.Message);
        if (Text(json, "schedule_time") is { } time && Time(time) is null) yield return new("schedule_time", $"'{Short(time)}' is not a time of day. Write it as hours and minutes of 24 hours, like 09:00 or 17:30.");
        if (Text(json, "channel") is { } channel && !ChannelForm().IsMatch(channel.TrimStart('~', '#')))
            yield return new("channel", "That is not a channel's name as it stands in its address: lower-case letters, digits, hyphens and underscores, like town-square; with a token, team/channel.");
        if (json.TryGetProperty("max_lines", out var lines) && lines.ValueKind != JsonValueKind.Null && Lines(json) is null) yield return new("max_lines", $"Give a number of lines from {FewestLines} to {MostLines}.");
        if (Text(json, "post_as_username") is { } name && !UserForm().IsMatch(name)) yield return new("post_as_username", "Use letters, digits, spaces, dots, hyphens and underscores, at most 64.");
        if (Text(json, "post_icon_url") is { } icon && !(Uri.TryCreate(icon, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0))
            yield return new("post_icon_url", "Give the address of a picture that begins with https://.");
    }

    private static readonly (string Field, string Message)[] Required =
    [
        ("mattermost_credential_id", "Choose a connection to Mattermost."),
        ("timezone", "Choose a time zone, like Europe/Berlin."),
        ("schedule_time", "Say at what time of day, like 09:00."),
    ];

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static int? Lines(JsonElement json) =>
        json.TryGetProperty("max_lines", out var lines) && lines.ValueKind == JsonValueKind.Number && lines.TryGetInt32(out var count) && count is >= FewestLines and <= MostLines ? count : null;

    private static bool? Flag(JsonElement json, string name) => json.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";

    [GeneratedRegex(@"^([a-z0-9][a-z0-9_-]{0,63}/)?[a-z0-9][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ChannelForm();

    [GeneratedRegex(@"^[\p{L}\p{N} ._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserForm();
}
