using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MattermostDouble;

/// <summary>An answer, before it is decided whether and how it is given.</summary>
internal sealed record Reply(int Status, string ContentType, byte[] Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Reply Ok { get; } = new(StatusCodes.Status200OK, "text/plain", "ok"u8.ToArray());

    public static Reply Json(int status, JsonNode body) => new(status, "application/json", Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default)));

    /// <summary>A refusal in the form that Mattermost gives its refusals.</summary>
    public static Reply Error(int status, string id, string message) =>
        Json(status, new JsonObject { ["id"] = id, ["message"] = message, ["detailed_error"] = "", ["request_id"] = Ids.Of($"request {Guid.NewGuid()}"), ["status_code"] = status });
}
