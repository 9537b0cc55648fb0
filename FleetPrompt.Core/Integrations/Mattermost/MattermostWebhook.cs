using System.Text.RegularExpressions;
using FleetPrompt.Core.Integrations.Outbound;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>An incoming webhook: whoever knows its address can post. What is behind the host stays secret, but for its last four characters.</summary>
public sealed partial class MattermostWebhook
{
    private MattermostWebhook(OutboundUrl url, Secret secret) => (Url, Secret) = (url, secret);

    public OutboundUrl Url { get; }

    /// <summary>The whole address.</summary>
    public Secret Secret { get; }

    public string LastFour => Secret.LastFour();

    /// <summary>Takes <c>https://host[:port]/[subpath/]hooks/{key}</c>. Mattermost's keys are 26 lower-case letters and digits; others are left to the server to refuse.</summary>
    public static Result<MattermostWebhook> Parse(string? text, OutboundPolicy policy, string field = "webhook")
    {
        var parsed = OutboundUrl.Parse(text, policy, field);
        if (!parsed.IsOk) return parsed.Error!;
        var uri = parsed.Value.Uri;
        if (uri.Query.Length > 0 || !Hook().IsMatch(uri.AbsolutePath))
            return new Invalid(field, "That is not the address of an incoming webhook. Copy it from Mattermost (Integrations, Incoming Webhooks): it ends with /hooks/ and a key of letters and digits.");
        return new MattermostWebhook(parsed.Value, new Secret(uri.AbsoluteUri));
    }

    [GeneratedRegex("^(/[A-Za-z0-9._~-]+)*/hooks/[A-Za-z0-9]{8,64}$")]
    private static partial Regex Hook();
}
