using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Directives;

/// <summary>What makes two requests the same request.</summary>
public static class IdempotencyKey
{
    /// <summary>Arguments that explain but do not change what is asked.</summary>
    private static readonly HashSet<string> Explaining = ["reason"];

    /// <summary><c>{directive}:{tenant}:{subject}:{version}</c></summary>
    public static string For(string directive, TenantRef tenant, Subject subject, string version) => $"{directive}:{tenant.Slug}:{subject.Id}:{version}";

    /// <summary>
    /// The revision of a subject as a request's version, and how often this has failed on its stream: what failed can be rerun as it was, and also be asked for in another way although the subject is as before.
    /// </summary>
    public static async Task<string> VersionAsync(TenantUnit unit, DirectiveType type, Subject subject, int revision, CancellationToken cancel)
    {
        var failed = await unit.Db.Directives.CountAsync(d => d.Stream == subject.Stream && d.Name == type.Name && d.Status == DirectiveStates.Failed, cancel);
        return failed == 0 ? string.Create(CultureInfo.InvariantCulture, $"{revision}") : string.Create(CultureInfo.InvariantCulture, $"{revision}:{failed + 1}");
    }

    /// <summary>SHA-256, in hex, of the arguments (JSON in UTF-8) with members in ordinal order and without those that only explain.</summary>
    public static string HashOf(ReadOnlyMemory<byte> args)
    {
        using var document = JsonDocument.Parse(args);
        var canonical = new ArrayBufferWriter<byte>(Math.Max(args.Length, 1));
        using var json = new Utf8JsonWriter(canonical);
        Write(document.RootElement, json, top: true);
        json.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }

    private static void Write(JsonElement value, Utf8JsonWriter json, bool top = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => !(top && Explaining.Contains(m.Name))).OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    Write(member.Value, json);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(item, json);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
