using System.Globalization;
using System.Text.Json;

namespace FleetPrompt.Core.Packages.Schema;

/// <summary>
/// A JSON Schema (draft 2020-12, json-schema.org) of the keywords in <see cref="Known"/>; a schema with others is refused, so that nothing goes unchecked. References are to <c>#/$defs/…</c> alone.
/// Shaped after the JsonSchema.Net library, so that it can take this one's place.
/// </summary>
public sealed class JsonSchema
{
    /// <summary>What is understood: assertions first, then annotations.</summary>
    public static readonly IReadOnlySet<string> Known = new HashSet<string>(StringComparer.Ordinal)
    {
        "type", "enum", "const", "required", "properties", "additionalProperties", "propertyNames", "items", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "minimum", "maximum", "$ref",
        "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "format",
    };

    private const int MostDepth = 32;

    private readonly JsonElement root;

    private JsonSchema(JsonElement root) => this.root = root;

    /// <exception cref="FormatException">It is not a schema, or uses what is not understood; the message says where.</exception>
    public static JsonSchema From(JsonElement schema)
    {
        Refuse(schema, schema, "#");
        return new JsonSchema(schema.Clone());
    }

    /// <summary>What is wrong with a value, each problem once with where it is (RFC 6901, <c>/includes/agents/0/key</c>); empty when it fits.</summary>
    public IReadOnlyList<SchemaProblem> Evaluate(JsonElement value)
    {
        var problems = new List<SchemaProblem>();
        Evaluate(root, value, "", problems, 0);
        return problems;
    }

    private void Evaluate(JsonElement schema, JsonElement value, string at, List<SchemaProblem> problems, int depth)
    {
        if (depth > MostDepth)
        {
            problems.Add(new(at, "is nested too deeply"));
            return;
        }

        if (schema.ValueKind is JsonValueKind.True) return;
        if (schema.ValueKind is JsonValueKind.False)
        {
            problems.Add(new(at, "is not known here"));
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference)) Evaluate(Resolve(reference.GetString()!), value, at, problems, depth + 1);
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(t => Is(t, value)))
        {
            problems.Add(new(at, $"must be {string.Join(" or ", Types(type).Select(Words))}"));
            return;
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value)))
            problems.Add(new(at, $"must be one of {string.Join(", ", choices.EnumerateArray().Select(c => c.ToString()))}"));
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)) problems.Add(new(at, $"must be {only}"));
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                EvaluateObject(schema, value, at, problems, depth);
                break;
            case JsonValueKind.Array:
                EvaluateArray(schema, value, at, problems, depth);
                break;
            case JsonValueKind.String:
                EvaluateString(schema, value.GetString()!, at, problems);
                break;
            case JsonValueKind.Number when !value.TryGetDecimal(out _):
                problems.Add(new(at, "is too large a number"));
                break;
            case JsonValueKind.Number:
                if (Number(schema, "minimum") is { } least && value.GetDecimal() < least) problems.Add(new(at, $"must be at least {Text(least)}"));
                if (Number(schema, "maximum") is { } most && value.GetDecimal() > most) problems.Add(new(at, $"must be at most {Text(most)}"));
                break;
        }
    }

    private void EvaluateObject(JsonElement schema, JsonElement value, string at, List<SchemaProblem> problems, int depth)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(r => r.GetString()!).Where(r => !value.TryGetProperty(r, out _))) problems.Add(new(Under(at, name), "is missing"));
        }

        var properties = schema.TryGetProperty("properties", out var declared) ? declared : default;
        foreach (var member in value.EnumerateObject())
        {
            var place = Under(at, member.Name);
            if (schema.TryGetProperty("propertyNames", out var names)) Evaluate(names, JsonSerializer.SerializeToElement(member.Name), place, problems, depth + 1);
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var own)) Evaluate(own, member.Value, place, problems, depth + 1);
            else if (schema.TryGetProperty("additionalProperties", out var others)) Evaluate(others, member.Value, place, problems, depth + 1);
        }
    }

    private void EvaluateArray(JsonElement schema, JsonElement value, string at, List<SchemaProblem> problems, int depth)
    {
        var count = value.GetArrayLength();
        if (Number(schema, "minItems") is { } least && count < least) problems.Add(new(at, $"must have at least {Text(least)}"));
        if (Number(schema, "maxItems") is { } most && count > most) problems.Add(new(at, $"must have at most {Text(most)}"));
        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True && value.EnumerateArray().Distinct(SameJson.Instance).Count() < count)
            problems.Add(new(at, "has the same entry twice"));
        if (!schema.TryGetProperty("items", out var items)) return;
        foreach (var (item, number) in value.EnumerateArray().Select((item, number) => (item, number))) Evaluate(items, item, Under(at, Text(number)), problems, depth + 1);
    }

    private static void EvaluateString(JsonElement schema, string value, string at, List<SchemaProblem> problems)
    {
        var length = value.EnumerateRunes().Count(); // characters as JSON counts them: one that is shown may be made of thousands
        if (Number(schema, "minLength") is { } least && length < least) problems.Add(new(at, least == 1 ? "must not be empty" : $"must have at least {Text(least)} characters"));
        if (Number(schema, "maxLength") is { } most && length > most) problems.Add(new(at, $"must have at most {Text(most)} characters"));
        if (schema.TryGetProperty("pattern", out var pattern) && !JsonPattern.Matches(pattern.GetString()!, value)) problems.Add(new(at, $"must match {pattern.GetString()}"));
    }

    private JsonElement Resolve(string reference) => Defined(root, reference)!.Value;

    private static JsonElement? Defined(JsonElement root, string? reference) =>
        reference?.StartsWith("#/$defs/", StringComparison.Ordinal) == true && root.TryGetProperty("$defs", out var defs) && defs.TryGetProperty(reference["#/$defs/".Length..], out var found) ? found : null;

    private static void Refuse(JsonElement schema, JsonElement root, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return;
        if (schema.ValueKind != JsonValueKind.Object) throw new FormatException($"{at} must be a schema: an object, true or false.");
        foreach (var member in schema.EnumerateObject())
        {
            var place = $"{at}/{member.Name}";
            if (!Known.Contains(member.Name)) throw new FormatException($"{at} uses \"{member.Name}\", which is not understood here.");
            if (SchemaKeywords.Problem(member.Name, member.Value) is { } wrong) throw new FormatException($"{place} {wrong}.");
            if (member.Name == "$ref" && Defined(root, member.Value.GetString()) is null) throw new FormatException($"{place} is {member.Value}, which the schema does not define.");
            if (member.Name is "items" or "additionalProperties" or "propertyNames") Refuse(member.Value, root, place);
            if (member.Name is not ("properties" or "$defs")) continue;
            foreach (var inner in member.Value.EnumerateObject()) Refuse(inner.Value, root, Under(place, inner.Name));
        }
    }

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool Is(string type, JsonElement value) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
            "number" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _),
            _ => false,
        };

    private static string Words(string type) =>
        type switch
        {
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            "array" => "a list",
            "object" => "an object",
            _ => type,
        };

    private static decimal? Number(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var number) ? number.GetDecimal() : null;

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Under(string at, string name) => $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

/// <param name="At">Where, as a JSON pointer; empty for the whole.</param>
/// <param name="Message">Follows the place: "must be a text".</param>
public sealed record SchemaProblem(string At, string Message);
