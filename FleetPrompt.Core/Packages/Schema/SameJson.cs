using System.Text.Json;

namespace FleetPrompt.Core.Packages.Schema;

/// <summary>Values are the same as JSON: 1 is 1.0, and the order of members does not matter.</summary>
internal sealed class SameJson : IEqualityComparer<JsonElement>
{
    public static readonly SameJson Instance = new();

    public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

    public int GetHashCode(JsonElement obj) =>
        obj.ValueKind switch
        {
            JsonValueKind.String => obj.GetString()!.GetHashCode(StringComparison.Ordinal),
            JsonValueKind.Number => obj.GetDouble().GetHashCode(),
            JsonValueKind.Array => obj.GetArrayLength(),
            var kind => (int)kind,
        };
}
