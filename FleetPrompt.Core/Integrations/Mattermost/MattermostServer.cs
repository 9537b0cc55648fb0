using System.Text.RegularExpressions;
using FleetPrompt.Core.Integrations.Outbound;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>The address of a Mattermost server, below which is its API.</summary>
public static partial class MattermostServer
{
    /// <summary>Takes <c>https://host[:port][/subpath]</c>.</summary>
    public static Result<OutboundUrl> Parse(string? text, OutboundPolicy policy, string field = "server")
    {
        var given = (text ?? "").Trim().TrimEnd('/');
        if (given.EndsWith(Api, StringComparison.OrdinalIgnoreCase)) given = given[..^Api.Length];
        var parsed = OutboundUrl.Parse(given, policy, field);
        if (!parsed.IsOk) return parsed;
        var uri = parsed.Value.Uri;
        return uri.Query.Length > 0 || !Subpath().IsMatch(uri.AbsolutePath) || uri.AbsolutePath.Contains("/hooks/", StringComparison.Ordinal)
            ? new Invalid(field, "Enter only the address of the server, as it stands in the browser before the team's name, such as https://mattermost.example.com.")
            : parsed;
    }

    private const string Api = "/api/v4";

    internal static OutboundUrl At(OutboundUrl server, string path) => server.Below(Api + path);

    [GeneratedRegex("^/$|^(/[A-Za-z0-9._~-]+)+$")]
    private static partial Regex Subpath();
}
