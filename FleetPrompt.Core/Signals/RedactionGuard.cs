using System.Text.Json.Nodes;
namespace FleetPrompt.Core.Signals;
public static class RedactionGuard
{
    public static (JsonNode? Node, IReadOnlyList<string> Paths) Redact(JsonNode? node) => (node?.DeepClone(), []);
    public static string RedactText(string text) => text;
}
