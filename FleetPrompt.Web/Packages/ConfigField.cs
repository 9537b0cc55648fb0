using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FleetPrompt.Core.Packages.Manifests;

namespace FleetPrompt.Web.Packages;

/// <summary>A field of the form that a package's configuration schema describes.</summary>
/// <param name="Type"><c>string | boolean | integer | number</c></param>
/// <param name="Format">What kind of text: <c>iana-time-zone</c>, <c>time-of-day</c>, <c>https-url</c>, <c>credential:…</c>; null for any.</param>
/// <param name="Choices">The only values it may have; empty for any.</param>
internal sealed record ConfigField(string Name, string Title, string? Hint, string Type, string? Format, string? Default, bool Required, int? MaxLength, decimal? Minimum, decimal? Maximum, IReadOnlyList<string> Choices)
{
    /// <summary>What stands before a field's name where forms and addresses carry it.</summary>
    public const string Prefix = "c.";

    /// <summary>Sent with the format of the field for which something is to be made first; what was written so far is sent with it.</summary>
    public const string ConnectKey = "connect";

    public string Key => Prefix + Name;

    public static IReadOnlyList<ConfigField> Of(PackageManifest manifest)
    {
        if (!manifest.Configuration.TryGetProperty("properties", out var properties)) return [];
        var required = manifest.Configuration.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        return [.. properties.EnumerateObject().Select(p => Of(p.Name, p.Value, required.Contains(p.Name)))];
    }

    /// <summary>What was written, by field; what was not is left to its default.</summary>
    public static JsonElement ToJson(IReadOnlyList<ConfigField> fields, Func<string, string?> written, bool defaults)
    {
        var config = new JsonObject();
        foreach (var field in fields)
        {
            var text = written(field.Key)?.Trim();
            if (text is null && defaults) text = field.Default;
            if (string.IsNullOrEmpty(text)) continue;
            config[field.Name] = field.Type switch
            {
                "boolean" => text == "true",
                "integer" or "number" when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
                _ => text,
            };
        }

        return JsonSerializer.SerializeToElement(config);
    }

    /// <summary>A configuration as a form shows it.</summary>
    public static string? TextOf(JsonElement config, ConfigField field) =>
        !config.TryGetProperty(field.Name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };

    private static ConfigField Of(string name, JsonElement schema, bool required) =>
        new(
            name,
            Text(schema, "title") ?? name,
            Text(schema, "description"),
            Text(schema, "type") ?? "string",
            Text(schema, "format"),
            schema.TryGetProperty("default", out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null,
            required,
            Number(schema, "maxLength") is { } most ? (int)most : null,
            Number(schema, "minimum"),
            Number(schema, "maximum"),
            schema.TryGetProperty("enum", out var choices) ? [.. choices.EnumerateArray().Select(c => c.ToString())] : []);

    private static string? Text(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static decimal? Number(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var number) && number.TryGetDecimal(out var value) ? value : null;
}

/// <summary>What a field of a format can be, where people choose rather than write.</summary>
internal interface IFieldChoices
{
    string Format { get; }

    Task<IReadOnlyList<FieldChoice>> ListAsync(Core.Tenancy.OperationContext operation, CancellationToken cancel = default);

    /// <summary>Where one can be made; leads back to <paramref name="returnUrl"/>.</summary>
    (string Text, string Href)? New(string returnUrl);
}

internal sealed record FieldChoice(string Value, string Text);
