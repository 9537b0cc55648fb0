using System.Text.Json;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Integrations.Outbound;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>How messages get to Mattermost: by an incoming webhook, or with a person's token. Made only of what has been checked.</summary>
public abstract partial record MattermostConnection
{
    /// <summary>What <see cref="IntegrationCredential.Provider"/> says.</summary>
    public const string Provider = "mattermost";

    private MattermostConnection() { }

    /// <summary>One of <see cref="CredentialKind"/>.</summary>
    public abstract string Kind { get; }

    public abstract OutboundUrl Url { get; }

    /// <summary>Host and port, for people.</summary>
    public string Host => Url.Place;

    public abstract string LastFour { get; }

    /// <summary>The word that opens it; must not stand in anything that is shown.</summary>
    internal abstract string Key { get; }

    public sealed record ByWebhook(MattermostWebhook Webhook) : MattermostConnection
    {
        public override string Kind => CredentialKind.IncomingWebhook;

        public override OutboundUrl Url => Webhook.Url;

        public override string LastFour => Webhook.LastFour;

        internal override string Key => Webhook.Url.Uri.AbsolutePath.Split('/')[^1];
    }

    public sealed record ByToken(OutboundUrl Server, Secret Token) : MattermostConnection
    {
        public override string Kind => CredentialKind.PersonalAccessToken;

        public override OutboundUrl Url => Server;

        public override string LastFour => Token.LastFour();

        internal override string Key => Token.Reveal();
    }

    /// <summary>From what somebody entered; every problem is named with its field.</summary>
    public static Result<MattermostConnection> FromWebhook(string? url, OutboundPolicy policy) => MattermostWebhook.Parse(url, policy).Then<MattermostConnection>(w => new ByWebhook(w));

    /// <inheritdoc cref="FromWebhook"/>
    public static Result<MattermostConnection> FromToken(string? server, string? token, OutboundPolicy policy)
    {
        var place = MattermostServer.Parse(server, policy);
        var problems = new List<FieldProblem>();
        if (place.Error is Invalid invalid) problems.AddRange(invalid.Problems);
        if (token?.Trim() is not { Length: > 0 } given) problems.Add(new("token", "Enter the token. Mattermost shows it once, when it is made."));
        else if (!TokenForm().IsMatch(given)) problems.Add(new("token", "That is not a token of Mattermost: it is one word of letters and digits. Enter the token itself, not its id or name."));
        return problems.Count > 0 ? new Invalid(problems) : new ByToken(place.Value, new Secret(token!.Trim()));
    }

    /// <summary>All that is needed to make it again, to be kept encrypted.</summary>
    public Secret ToSecret() =>
        this switch
        {
            ByWebhook webhook => webhook.Webhook.Secret,
            ByToken token => new Secret(JsonSerializer.Serialize(new Kept(token.Server.Uri.AbsoluteUri, token.Token.Reveal()))),
            _ => throw new InvalidOperationException($"{GetType().Name} is not a way to Mattermost."),
        };

    /// <summary>What <see cref="ToSecret"/> made, checked again: what an operator allows may have changed.</summary>
    public static Result<MattermostConnection> FromSecret(string kind, Secret secret, OutboundPolicy policy)
    {
        if (kind == CredentialKind.IncomingWebhook) return FromWebhook(secret.Reveal(), policy);
        if (kind == CredentialKind.PersonalAccessToken && JsonSerializer.Deserialize<Kept>(secret.Reveal()) is { } kept) return FromToken(kept.Server, kept.Token, policy);
        throw new InvalidOperationException($"'{kind}' is not a kind of credential for Mattermost.");
    }

    public sealed override string ToString() => $"{Kind} at {Host}";

    private sealed record Kept(string Server, string Token);

    [GeneratedRegex("^[A-Za-z0-9._-]{8,256}$")]
    private static partial Regex TokenForm();
}
