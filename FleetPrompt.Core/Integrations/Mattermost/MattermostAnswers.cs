using System.Text;
using System.Text.Json;
using FleetPrompt.Core.Integrations.Outbound;
using static FleetPrompt.Core.Integrations.Mattermost.MattermostAnswer;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>What an outcome means for a post, after how Mattermost answers. Whatever may have posted is uncertain.</summary>
public static class MattermostAnswers
{
    private const string Look = "Look in the channel whether the message is there before you send it again.";
    private const string ByNameInAddress = "Use its name as it stands in its address in the browser.";

    /// <summary>Of <c>POST /hooks/{key}</c>, whose one good answer is 200 with the body <c>ok</c>.</summary>
    public static MattermostAnswer ToWebhook(OutboundOutcome outcome, string host) =>
        outcome is not OutboundOutcome.Answered answer
            ? NotAnswered(outcome)
            : answer.Status switch
            {
                200 when !answer.Truncated && Text(answer) == "ok" => new Posted(200),
                400 => Invalid(answer, $"{host} does not know this webhook, or did not take the message. Look in Mattermost under Integrations, Incoming Webhooks whether it still exists; connect again if it was made anew."),
                401 => Auth(answer, $"{host} did not let the webhook post. Connect again with the address of a webhook that works."),
                403 => Auth(answer, $"{host} did not let the webhook post there: it may be locked to its own channel, or whoever made it may not post in this one. Leave the channel empty, or have the webhook changed in Mattermost."),
                404 => Invalid(answer, $"{host} has no such channel in the webhook's team. {ByNameInAddress}"),
                501 => Invalid(answer, $"Incoming webhooks are switched off at {host}. Ask its System Admin to enable them in the System Console, under Integrations, Integration Management."),
                _ => Other(answer, host),
            };

    /// <summary>Of <c>POST /api/v4/posts</c>, whose one good answer is 201 with the post.</summary>
    public static MattermostAnswer ToPost(OutboundOutcome outcome, string host) =>
        outcome is not OutboundOutcome.Answered answer
            ? NotAnswered(outcome)
            : answer.Status switch
            {
                201 => new Posted(201, Id(answer)),
                400 => Invalid(answer, $"{host} did not take the message. Check the channel."),
                401 => Auth(answer, $"{host} does not accept the token: it may have been revoked. Connect again with a new one."),
                403 => Auth(answer, $"{host} did not let the token's account post in this channel. Add the account to the channel, or choose another one."),
                404 => Invalid(answer, $"{host} has no such channel, or the token's account is not in it. {ByNameInAddress}"),
                501 => Invalid(answer, $"Personal access tokens are switched off at {host}. Ask its System Admin to enable them in the System Console, under Integrations, Integration Management."),
                _ => Other(answer, host),
            };

    /// <summary>Of what is asked before a post: nothing has been posted, whatever came of it. Null where the answer can be used.</summary>
    public static Failed? ToLookup(OutboundOutcome outcome, string host) =>
        outcome switch
        {
            OutboundOutcome.Answered { Status: 200, Truncated: false } => null,
            OutboundOutcome.Answered { Status: 200 } answer => Invalid(answer, $"{host} answered with more than could be read. Write the channel as team/channel."),
            OutboundOutcome.Answered answer => ToPost(answer, host) switch
            {
                Failed failed => failed,
                _ when answer.Status >= 500 => new Failed(OutboundErrorKind.Unknown, $"{host} failed ({answer.Status}) before anything was posted. Try again later.", answer.Status),
                _ => Invalid(answer, NotMattermost(answer, host)),
            },
            OutboundOutcome.Unknown unknown => new Failed(OutboundErrorKind.Network, $"{unknown.Reason} Nothing was posted. Try again later."),
            _ => (Failed)NotAnswered(outcome),
        };

    private static MattermostAnswer NotAnswered(OutboundOutcome outcome) =>
        outcome switch
        {
            OutboundOutcome.Refused refused => new Failed(OutboundErrorKind.Validation, refused.Reason),
            OutboundOutcome.NotSent notSent => new Failed(OutboundErrorKind.Network, $"{notSent.Reason} Nothing was sent; it can be tried again."),
            OutboundOutcome.Unknown unknown => new Uncertain($"{unknown.Reason} It may have taken the message all the same. {Look}"),
            _ => throw new InvalidOperationException($"{outcome.GetType().Name} is not a way of not being answered."),
        };

    private static MattermostAnswer Other(OutboundOutcome.Answered answer, string host) =>
        answer.Status switch
        {
            413 => Invalid(answer, $"The message is too large for {host}. Have fewer lines in it."),
            429 or 503 => new Failed(OutboundErrorKind.RateLimit, $"{host} does not take messages at the moment ({answer.Status}). Nothing was posted; try again {Later(answer.RetryAfter)}.", answer.Status, answer.RetryAfter),
            >= 300 and < 400 => Invalid(answer, $"{host} sends to another address, which FleetPrompt does not follow. Connect again with the address that it leads to."),
            // A proxy's own clock may run out after it has passed the request on.
            408 or < 300 or >= 500 => new Uncertain($"{NotMattermost(answer, host)} It may have taken the message all the same. {Look}", answer.Status),
            _ => Invalid(answer, NotMattermost(answer, host)),
        };

    private static string NotMattermost(OutboundOutcome.Answered answer, string host) =>
        answer.Status >= 500 ? $"{host} failed ({answer.Status})." : $"{host} answered {answer.Status}, and not as Mattermost does. Check the address.";

    private static Failed Invalid(OutboundOutcome.Answered answer, string message) => new(OutboundErrorKind.Validation, message, answer.Status);

    private static Failed Auth(OutboundOutcome.Answered answer, string message) => new(OutboundErrorKind.Auth, message, answer.Status);

    private static string Later(TimeSpan? after) => after is { TotalSeconds: > 0 } wait ? $"in {(wait.TotalSeconds < 90 ? $"{wait.TotalSeconds:0} seconds" : $"{wait.TotalMinutes:0} minutes")}" : "later";

    private static string Text(OutboundOutcome.Answered answer) => Encoding.UTF8.GetString(answer.Body.Span).Trim();

    /// <summary>The id in a JSON object of Mattermost's, if it looks like one.</summary>
    internal static string? Id(OutboundOutcome.Answered answer) => Property(Json(answer), "id");

    internal static string? Property(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } thing && thing.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 64 } text && text.All(char.IsAsciiLetterOrDigit)
            ? text
            : null;

    internal static JsonElement? Json(OutboundOutcome.Answered answer)
    {
        try
        {
            return JsonElement.Parse(answer.Body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
