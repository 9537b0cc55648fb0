using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using FleetPrompt.Core;
using FleetPrompt.Core.Operations;
using FleetPrompt.Tests.Given;
using Shouldly;

namespace FleetPrompt.Tests.Operations;

/// <summary>Exports and restores of organisations, and hands that tamper with what lies between.</summary>
internal static class Exports
{
    public const string Manifest = "manifest.json";

    public static Task<Result<TransferReport>> TryExport(this Installation fleet, Org org, string directory, CancellationToken cancel = default) =>
        fleet.Get<ITenantExport>().RunAsync(org.Tenant, directory, cancel: cancel);

    public static async Task<string> Export(this Installation fleet, Org org, string directory)
    {
        (await fleet.TryExport(org, directory)).ShouldBeOk();
        return directory;
    }

    public static Task<Result<TransferReport>> Restore(this Installation fleet, string directory, Org into) => fleet.Get<ITenantRestore>().RunAsync(into.Tenant, directory);

    public static JsonNode ManifestOf(string directory) => JsonNode.Parse(File.ReadAllText(Path.Combine(directory, Manifest)))!;

    public static JsonObject FileIn(this JsonNode manifest, string name) => manifest["files"]!.AsArray().Select(f => f!.AsObject()).Single(f => (string?)f["name"] == name);

    public static IReadOnlyList<JsonElement> Rows(string directory, string table) => [.. File.ReadLines(Path.Combine(directory, table + ".ndjson")).Select(l => JsonDocument.Parse(l).RootElement)];

    public static void ChangeManifest(string directory, Action<JsonNode> change)
    {
        var manifest = ManifestOf(directory);
        change(manifest);
        File.WriteAllText(Path.Combine(directory, Manifest), manifest.ToJsonString());
    }

    /// <summary>Changes a file and makes the manifest agree, as somebody would who means it.</summary>
    public static void Forge(string directory, string table, Func<string, string> change)
    {
        var path = Path.Combine(directory, table + ".ndjson");
        var text = change(File.ReadAllText(path));
        File.WriteAllText(path, text);
        ChangeManifest(directory, manifest =>
        {
            manifest.FileIn(table)["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
            manifest.FileIn(table)["rows"] = text.Count(c => c == '\n');
        });
    }
}
