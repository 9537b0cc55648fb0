using System.Text.Json;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Directives;

internal static class DirectiveJson
{
    /// <summary>As it may be kept: without what looks secret.</summary>
    public static JsonDocument Redacted(object value) =>
        JsonSerializer.SerializeToDocument(RedactionGuard.Redact(JsonSerializer.SerializeToNode(value, SignalJson.Options)).Node, SignalJson.Options);
}
