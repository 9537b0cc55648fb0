using System.Text.Json;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Directives;

internal static class DirectiveJson
{
    /// <summary>As it may be kept: without what looks secret.</summary>
    public static JsonDocument Redacted(object value) =>
        Redacted(SignalJson.Bytes(value).AsMemory());

    public static JsonDocument Redacted(ReadOnlyMemory<byte> json) => JsonDocument.Parse(RedactionGuard.RedactUtf8(json).Json);
}
