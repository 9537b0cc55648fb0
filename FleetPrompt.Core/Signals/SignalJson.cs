using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FleetPrompt.Core.Signals;

/// <summary>How payloads are written: snake_case members, enums by name, no nulls; and what can be kept at all.</summary>
public static class SignalJson
{
    /// <summary>Of one payload, as UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Why this cannot be kept: too long, or with a character that PostgreSQL's JSON has no place for. Null when it can.</summary>
    public static string? Problem(ReadOnlySpan<byte> json) =>
        json.Length > MaxBytes ? $"It is {json.Length:N0} bytes; at most {MaxBytes:N0} are kept. Put the text in a row and its id here."
        : json.IndexOf("\\u0000"u8) >= 0 && HasNul(JsonNode.Parse(json)) ? "It has a NUL character (U+0000) in it. Take that out."
        : null;

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString(Options) ?? "{}");

    private static bool HasNul(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.Any(m => m.Key.Contains('\0', StringComparison.Ordinal) || HasNul(m.Value)),
            JsonArray items => items.Any(HasNul),
            JsonValue value => value.TryGetValue<string>(out var text) && text.Contains('\0', StringComparison.Ordinal),
            _ => false,
        };
}
