using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FleetPrompt.Core.Integrations.Outbound;
using static FleetPrompt.Core.Integrations.Mattermost.MattermostAnswer;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>Posts to Mattermost, once: it tries nothing again.</summary>
public sealed class MattermostPoster(OutboundClient outbound)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // goes into no page, and long texts stay short
    };

    public async Task<MattermostAnswer> PostAsync(MattermostConnection connection, MattermostPost post, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(post.Text)) return new Failed(OutboundErrorKind.Validation, "There is no text to post.");
        if (MattermostPost.LengthOf(post.Text) > MattermostPost.MaxLength)
            return new Failed(OutboundErrorKind.Validation, $"The message is longer than one post of Mattermost may be ({MattermostPost.MaxLength} characters). Have fewer lines in it.");
        return connection switch
        {
            MattermostConnection.ByWebhook webhook => await ByWebhookAsync(webhook, post, cancel),
            MattermostConnection.ByToken token => await ByTokenAsync(token, post, cancel),
            _ => throw new InvalidOperationException($"{connection.GetType().Name} is not a way to Mattermost."),
        };
    }

    private async Task<MattermostAnswer> ByWebhookAsync(MattermostConnection.ByWebhook webhook, MattermostPost post, CancellationToken cancel)
    {
        var body = Body(new { post.Text, Channel = Name(post.Channel), Username = Name(post.Username), IconUrl = Name(post.IconUrl) });
        return MattermostAnswers.ToWebhook(await outbound.SendAsync(OutboundRequest.PostJson(webhook.Url, body), cancel), webhook.Host);
    }

    private async Task<MattermostAnswer> ByTokenAsync(MattermostConnection.ByToken token, MattermostPost post, CancellationToken cancel)
    {
        var (channel, failed) = await ChannelAsync(token, Name(post.Channel), cancel);
        if (failed is not null) return failed;
        var body = Body(new { ChannelId = channel, Message = post.Text });
        return MattermostAnswers.ToPost(await outbound.SendAsync(OutboundRequest.PostJson(MattermostServer.At(token.Server, "/posts"), body, token.Token), cancel), token.Host);
    }

    /// <summary>The channel's id: what is given if it looks like one, else found by the names of team and channel, or in the account's only team.</summary>
    private async Task<(string? Id, Failed? Failed)> ChannelAsync(MattermostConnection.ByToken token, string? channel, CancellationToken cancel)
    {
        if (channel is null) return (null, new Failed(OutboundErrorKind.Validation, "Choose a channel: a token is not bound to one, as a webhook is."));
        if (channel.Length == 26 && channel.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))) return (channel, null);
        var parts = channel.Split('/');
        if (parts.Length > 2 || parts.Any(p => p.TrimStart('~', '#') is "" or "." or "..")) return (null, new Failed(OutboundErrorKind.Validation, "That is not the name of a channel. Write the channel as team/channel, with both names as they stand in its address."));
        if (parts is [var team, var name]) return await IdAsync(token, $"/teams/name/{Escape(team)}/channels/name/{Escape(name)}", cancel);

        var (teams, failed) = await AskAsync(token, "/users/me/teams", cancel);
        if (failed is not null) return (null, failed);
        if (teams is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0) return (null, new Failed(OutboundErrorKind.Validation, $"The token's account is in no team at {token.Host}. Add it to the team of the channel."));
        if (list.GetArrayLength() > 1) return (null, new Failed(OutboundErrorKind.Validation, "The token's account is in several teams. Write the channel as team/channel, with the team's name as it stands in its address."));
        return MattermostAnswers.Property(list[0], "id") is { } only
            ? await IdAsync(token, $"/teams/{only}/channels/name/{Escape(channel)}", cancel)
            : (null, NotAsExpected(token));
    }

    private async Task<(string? Id, Failed? Failed)> IdAsync(MattermostConnection.ByToken token, string path, CancellationToken cancel)
    {
        var (found, failed) = await AskAsync(token, path, cancel);
        if (failed is not null) return (null, failed);
        return MattermostAnswers.Property(found, "id") is { } id ? (id, null) : (null, NotAsExpected(token));
    }

    private async Task<(JsonElement? Answer, Failed? Failed)> AskAsync(MattermostConnection.ByToken token, string path, CancellationToken cancel)
    {
        var outcome = await outbound.SendAsync(OutboundRequest.Get(MattermostServer.At(token.Server, path), token.Token), cancel);
        return MattermostAnswers.ToLookup(outcome, token.Host) is { } failed ? (null, failed) : (MattermostAnswers.Json((OutboundOutcome.Answered)outcome), null);
    }

    private static Failed NotAsExpected(MattermostConnection.ByToken token) => new(OutboundErrorKind.Validation, $"{token.Host} does not answer as Mattermost does. Check the address of the server.");

    private static byte[] Body<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    private static string Escape(string name) => Uri.EscapeDataString(name.TrimStart('~', '#').ToLowerInvariant());

    /// <summary>Empty is as good as not given.</summary>
    private static string? Name(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
