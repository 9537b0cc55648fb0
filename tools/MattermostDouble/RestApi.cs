using System.Text.Json.Nodes;

namespace MattermostDouble;

/// <summary>What somebody with a personal access token needs of <c>/api/v4</c> to post.</summary>
internal sealed class RestApi(Server server, ServerKeys keys)
{
    private const string Username = "fleetprompt-bot";
    private static readonly string UserId = Ids.Of($"user {Username}");

    public async Task<Reply> PostAsync(HttpRequest request)
    {
        if (!IsKnown(request)) return Unauthorized();
        var settings = server.Settings;
        if (await Bodies.ReadAsync(request, settings.MaxBytes) is not { } body)
            return Reply.Error(StatusCodes.Status413PayloadTooLarge, "api.context.request_body_too_large.app_error", "The request is too large.");
        if (Bodies.Object(body) is not { } post || post.Text("channel_id") is not { Length: > 0 } channelId)
            return Reply.Error(StatusCodes.Status400BadRequest, "api.context.invalid_body_param.app_error", "The request has no post with a channel.");
        // A channel that is not there and one that one may not write to look the same.
        if (NameOf(channelId, settings) is not { } channel)
            return Reply.Error(StatusCodes.Status403Forbidden, "api.context.permissions.app_error", "You do not have the permissions for this.");
        var text = post.Text("message");
        if (text.Length == 0) return Reply.Error(StatusCodes.Status400BadRequest, "api.context.invalid_body_param.app_error", "The post is empty.");
        if (Server.IsTooLong(text)) return Reply.Error(StatusCodes.Status400BadRequest, "model.post.is_valid.message_length.app_error", "The post is too long.");

        var kept = server.Post(Front.NumberOf(request), "api", channel, Username, null, text, null, post.Part("props"));
        return Reply.Json(
            StatusCodes.Status201Created,
            new JsonObject
            {
                ["id"] = Ids.Of($"post {kept.Number}"),
                ["create_at"] = kept.At.ToUnixTimeMilliseconds(),
                ["user_id"] = UserId,
                ["channel_id"] = channelId,
                ["message"] = text,
                ["pending_post_id"] = post.Text("pending_post_id"),
            });
    }

    public Task<Reply> LookAsync(HttpRequest request) => Task.FromResult(Look(request, (string)request.RouteValues["path"]!));

    private Reply Look(HttpRequest request, string path)
    {
        if (!IsKnown(request)) return Unauthorized();
        var settings = server.Settings;
        return path.Split('/') switch
        {
            ["users", "me"] => Reply.Json(StatusCodes.Status200OK, new JsonObject { ["id"] = UserId, ["username"] = Username, ["is_bot"] = true }),
            ["users", "me", "teams"] => Reply.Json(StatusCodes.Status200OK, new JsonArray(TeamOf(settings))),
            ["teams", "name", var team] when team == settings.Team => Reply.Json(StatusCodes.Status200OK, TeamOf(settings)),
            ["teams", "name", var team, "channels", "name", var name] when team == settings.Team && settings.Channels.Contains(name) => Reply.Json(StatusCodes.Status200OK, ChannelOf(name, settings)),
            ["teams", var team, "channels", "name", var name] when team == TeamId(settings) && settings.Channels.Contains(name) => Reply.Json(StatusCodes.Status200OK, ChannelOf(name, settings)),
            ["channels", var id] when NameOf(id, settings) is { } name => Reply.Json(StatusCodes.Status200OK, ChannelOf(name, settings)),
            ["teams", ..] or ["channels", ..] => Reply.Error(StatusCodes.Status404NotFound, "app.channel.get_by_name.missing.app_error", "It does not exist."),
            _ => Reply.Error(StatusCodes.Status404NotFound, "api.context.404.app_error", "There is no such address."),
        };
    }

    private bool IsKnown(HttpRequest request) => request.Headers.Authorization.ToString() == $"Bearer {keys.Token}";

    private static Reply Unauthorized() => Reply.Error(StatusCodes.Status401Unauthorized, "api.context.session_expired.app_error", "The session is invalid or has expired.");

    private static string? NameOf(string channelId, ServerSettings settings) => settings.Channels.FirstOrDefault(c => Ids.OfChannel(c) == channelId);

    private static string TeamId(ServerSettings settings) => Ids.Of($"team {settings.Team}");

    private static JsonObject TeamOf(ServerSettings settings) => new() { ["id"] = TeamId(settings), ["name"] = settings.Team, ["display_name"] = settings.Team };

    private static JsonObject ChannelOf(string name, ServerSettings settings) =>
        new() { ["id"] = Ids.OfChannel(name), ["team_id"] = TeamId(settings), ["name"] = name, ["display_name"] = name, ["type"] = "O" };
}
