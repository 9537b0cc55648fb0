using System.Text.Json;

namespace MattermostDouble;

/// <summary><c>POST /hooks/{key}</c>.</summary>
internal sealed class IncomingWebhooks(Server server, ServerKeys keys)
{
    public async Task<Reply> PostAsync(HttpRequest request)
    {
        var key = (string)request.RouteValues["key"]!;
        var settings = server.Settings;
        if (await Bodies.ReadAsync(request, settings.MaxBytes) is not { } body)
            return Reply.Error(StatusCodes.Status413PayloadTooLarge, "web.incoming_webhook.too_large.app_error", "The request is too large.");
        if (Bodies.Object(body) is not { } payload)
            return Reply.Error(StatusCodes.Status400BadRequest, "web.incoming_webhook.parse.app_error", "The request could not be read as JSON.");
        if (!settings.WebhooksEnabled)
            return Reply.Error(StatusCodes.Status501NotImplemented, "web.incoming_webhook.disabled.app_error", "A system administrator has turned off incoming webhooks.");
        if (key != keys.Webhook)
            return Reply.Error(StatusCodes.Status400BadRequest, "web.incoming_webhook.invalid.app_error", "There is no such webhook.");
        var (text, attachments) = (payload.Text("text"), payload.Part("attachments"));
        if (text.Length == 0 && attachments is not { ValueKind: JsonValueKind.Array })
            return Reply.Error(StatusCodes.Status400BadRequest, "web.incoming_webhook.text.app_error", "There is no text.");

        var channel = payload.Text("channel").TrimStart('#') is { Length: > 0 } asked ? asked : settings.WebhookChannel;
        if (!settings.Channels.Contains(channel, StringComparer.Ordinal))
            return Reply.Error(StatusCodes.Status404NotFound, "web.incoming_webhook.channel.app_error", "The channel could not be found.");
        if (settings.ChannelLocked && channel != settings.WebhookChannel)
            return Reply.Error(StatusCodes.Status403Forbidden, "web.incoming_webhook.channel_locked.app_error", "This webhook may not post to the channel that was asked for.");

        var (username, icon) = settings.OverridesAllowed ? (payload.Text("username"), payload.Text("icon_url")) : ("", "");
        server.Post(Front.NumberOf(request), "webhook", channel, username is "" ? "webhook" : username, icon is "" ? null : icon, text, attachments, payload.Part("props"));
        return Reply.Ok;
    }
}
