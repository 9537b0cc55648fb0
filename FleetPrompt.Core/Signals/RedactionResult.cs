using System.Text.Json.Nodes;

namespace FleetPrompt.Core.Signals;

/// <summary>What is left of a JSON value when its secrets are gone.</summary>
/// <param name="Node">A deep copy without secrets; the original is untouched.</param>
/// <param name="Paths">Where something was replaced, in document order: <c>$.a.b[0]</c>, and <c>$['a b']</c> for names that are no identifier. They name no secret.</param>
public sealed record RedactionResult(JsonNode? Node, IReadOnlyList<string> Paths)
{
    /// <summary>True if anything was replaced.</summary>
    public bool IsRedacted => Paths.Count > 0;
}
