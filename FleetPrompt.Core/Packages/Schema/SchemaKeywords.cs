using System.Text.Json;

namespace FleetPrompt.Core.Packages.Schema;

/// <summary>What keywords of a schema may hold.</summary>
internal static class SchemaKeywords
{
    private static readonly string[] Types = ["object", "array", "string", "boolean", "null", "integer", "number"];

    /// <summary>What is wrong with a keyword's value; null when nothing is.</summary>
    public static string? Problem(string keyword, JsonElement value) =>
        keyword switch
        {
            "type" => (value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() > 0 && value.EnumerateArray().All(IsType) : IsType(value)) ? null : $"must be one of {string.Join(", ", Types)}, or a list of them",
            "enum" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? null : "must be a list of values",
            "required" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(r => r.ValueKind == JsonValueKind.String) ? null : "must be a list of names",
            "properties" or "$defs" => value.ValueKind == JsonValueKind.Object ? null : "must be an object",
            "minItems" or "maxItems" or "minLength" or "maxLength" or "minimum" or "maximum" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _) ? null : "must be a number",
            "uniqueItems" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
            "$ref" or "title" or "description" or "format" => value.ValueKind == JsonValueKind.String ? null : "must be a text",
            "pattern" => value.ValueKind == JsonValueKind.String && JsonPattern.IsOne(value.GetString()!) ? null : "is not a regular expression",
            _ => null,
        };

    private static bool IsType(JsonElement type) => type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString());
}
