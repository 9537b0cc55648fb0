using System.Buffers;
using System.Text.Json;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>The envelope of a signal as JSON in UTF-8: tenant, source, who, about what, as part of what, and where something was redacted.</summary>
internal static class SignalMetadata
{
    /// <summary>Usual length.</summary>
    private const int Room = 512;

    public static ReadOnlyMemory<byte> Write(TenantRef tenant, OperationContext operation, Actor actor, Subject subject, Guid? causation, IReadOnlyList<string> redacted)
    {
        var written = new ArrayBufferWriter<byte>(Room);
        using var json = new Utf8JsonWriter(written, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("tenant"u8, tenant.Schema);
        json.WriteString("source"u8, operation.Source);
        json.WriteString("request_id"u8, operation.RequestId);
        WriteWhat(json, "actor"u8, actor.Type, actor.Id);
        WriteWhat(json, "subject"u8, subject.Type, subject.Id);
        json.WriteString("correlation_id"u8, operation.CorrelationId);
        WriteId(json, "causation_id"u8, causation);
        if (redacted.Count > 0)
        {
            json.WriteStartArray("redacted"u8);
            foreach (var path in redacted) json.WriteStringValue(path);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return written.WrittenMemory;
    }

    private static void WriteWhat(Utf8JsonWriter json, ReadOnlySpan<byte> name, string type, Guid? id)
    {
        json.WriteStartObject(name);
        json.WriteString("type"u8, type);
        WriteId(json, "id"u8, id);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, ReadOnlySpan<byte> name, Guid? id)
    {
        if (id is { } value) json.WriteString(name, value);
        else json.WriteNull(name);
    }
}
