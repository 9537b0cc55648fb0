using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>What makes two requests the same request.</summary>
public static class IdempotencyKey
{
    /// <summary>Arguments that explain but do not change what is asked.</summary>
    private static readonly HashSet<string> Explaining = ["reason"];

    /// <summary><c>{directive}:{tenant}:{subject}:{version}</c></summary>
    public static string For(string directive, TenantRef tenant, Subject subject, string version) => $"{directive}:{tenant.Slug}:{subject.Id}:{version}";

    /// <summary>SHA-256, in hex, of the arguments with members in ordinal order and without those that only explain.</summary>
    public static string HashOf(JsonNode? args)
    {
        var canonical = Canonical(args, top: true)?.ToJsonString() ?? "null";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    private static JsonNode? Canonical(JsonNode? node, bool top = false) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.Where(p => !(top && Explaining.Contains(p.Key)))
                    .OrderBy(p => p.Key, StringComparer.Ordinal)
                    .Select(p => KeyValuePair.Create(p.Key, Canonical(p.Value)))),
            JsonArray a => new JsonArray([.. a.Select(i => Canonical(i))]),
            _ => node?.DeepClone(),
        };
}
