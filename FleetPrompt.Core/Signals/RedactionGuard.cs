using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// Keeps secrets out of what is stored or logged: signal payloads and metadata, directive payloads, results and errors, execution logs, application logs.
/// Two rules: what stands under a name such as <c>password</c> (<see cref="SecretKeys"/>), and what looks like a secret wherever it stands
/// (<see cref="SecretValues"/>). Pure; time grows linearly with the text; redacting again changes nothing.
/// </summary>
/// <remarks>
/// A net, not a lock: a secret without a telling name or shape passes. Secrets belong in the vault and have no business in a payload at all.
/// </remarks>
public static class RedactionGuard
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Redacted = "[redacted]";

    /// <summary>Deepest level that is looked at, the limit of System.Text.Json. What lies below is replaced as a whole.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Copies the value without its secrets. A telling name takes strings, objects and arrays; numbers, booleans and null
    /// below it stay, so that <c>tokens_used: 12</c> survives.
    /// </summary>
    public static RedactionResult Redact(JsonNode? node)
    {
        var paths = new List<string>();
        return new RedactionResult(Copy(node, "$", 0, paths), paths);
    }

    /// <summary>The same for JSON in UTF-8: the bytes given where there is no secret in them, which is nearly always.</summary>
    public static (ReadOnlyMemory<byte> Json, IReadOnlyList<string> Paths) RedactUtf8(ReadOnlyMemory<byte> json)
    {
        if (!SecretScan.MayHold(json.Span)) return (json, []);
        var (node, paths) = Redact(JsonNode.Parse(json.Span));
        return paths.Count == 0 ? (json, paths) : (SignalJson.Bytes(node), paths);
    }

    /// <summary>The text without what looks like a secret, and without values assigned to telling names (<c>Password=…</c>, <c>"token": "…"</c>).</summary>
    public static string RedactText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SecretValues.Redact(text);
    }

    private static JsonNode? Copy(JsonNode? node, string path, int depth, List<string> paths) =>
        node switch
        {
            null => null,
            JsonValue value => CopyValue(value, path, paths),
            _ when depth >= MaxDepth => Replace(path, paths),
            JsonArray array => CopyArray(array, path, depth, paths),
            JsonObject item => CopyObject(item, path, depth, paths),
            _ => Replace(path, paths),
        };

    private static JsonNode CopyValue(JsonValue value, string path, List<string> paths)
    {
        if (value.GetValueKind() != JsonValueKind.String)
            return value.DeepClone();

        var text = TextOf(value);
        var safe = SecretValues.Redact(text);
        if (safe == text)
            return value.DeepClone();
        paths.Add(path);
        return JsonValue.Create(safe);
    }

    private static JsonArray CopyArray(JsonArray array, string path, int depth, List<string> paths)
    {
        var copy = new JsonArray();
        for (var i = 0; i < array.Count; i++)
            copy.Add(Copy(array[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), depth + 1, paths));
        return copy;
    }

    private static JsonObject CopyObject(JsonObject item, string path, int depth, List<string> paths)
    {
        var copy = new JsonObject();
        foreach (var (key, value) in item)
        {
            var name = NameIn(copy, SecretValues.Redact(key));
            var at = Step(path, name);
            if (name != key)
                paths.Add(at);
            copy[name] = SecretKeys.IsSecret(key) && HoldsText(value) ? Replace(at, paths) : Copy(value, at, depth + 1, paths);
        }

        return copy;
    }

    private static JsonValue Replace(string path, List<string> paths)
    {
        paths.Add(path);
        return JsonValue.Create(Redacted);
    }

    private static bool HoldsText(JsonNode? value) =>
        value switch
        {
            JsonObject item => item.Count > 0,
            JsonArray array => array.Count > 0,
            JsonValue text => text.GetValueKind() == JsonValueKind.String && TextOf(text) is not ("" or Redacted),
            _ => false,
        };

    // A value may hold a string, or a Guid or a date that becomes one.
    private static string TextOf(JsonValue value) => value.TryGetValue<string>(out var text) ? text : value.ToString();

    // Two names that were secrets may become the same.
    private static string NameIn(JsonObject copy, string name)
    {
        var free = name;
        for (var n = 2; copy.ContainsKey(free); n++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}#{n}");
        return free;
    }

    private static string Step(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? $"{path}.{name}"
            : $"{path}['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";
}
