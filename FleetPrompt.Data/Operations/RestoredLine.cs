using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Content;

namespace FleetPrompt.Data.Operations;

/// <summary>
/// A row of an export as it goes into another organisation: people have other ids there, signals name the schema they stand in, and HTML from a file is as foreign as any.
/// </summary>
internal sealed partial class RestoredLine(string formerSchema, string schema, IReadOnlyDictionary<Guid, Guid> people, IHtmlSanitizer sanitizer)
{
    private const string Html = "_html";

    public string Of(string line, IReadOnlyList<string> columns)
    {
        var mapped = Uuid().Replace(line, found => people.TryGetValue(Guid.Parse(found.Value), out var id) ? id.ToString() : found.Value);
        mapped = mapped.Replace(Stamp(formerSchema), Stamp(schema), StringComparison.Ordinal);
        var html = columns.Where(c => c.EndsWith(Html, StringComparison.Ordinal)).ToList();
        if (html.Count == 0) return mapped;
        var row = JsonNode.Parse(mapped)!.AsObject();
        foreach (var column in html)
            if (row[column] is JsonValue value && value.TryGetValue<string>(out var text)) row[column] = sanitizer.Sanitize(text);
        return row.ToJsonString();
    }

    /// <summary>As PostgreSQL writes it. Inside a text its quotes would be escaped, so no text is mistaken for it.</summary>
    private static string Stamp(string name) => $"\"tenant\": \"{name}\"";

    [GeneratedRegex("(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f-])", RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();
}
