using System.Text.Json;
using System.Text.Json.Nodes;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Tests.Operations;

namespace FleetPrompt.Tests.Packages;

/// <summary>A directory of packages of a test's own: <c>shelf.Put("lamp", "1.0.0", lamp => lamp.Brings("keeper"))</c>. What is put there last is the newest.</summary>
internal sealed class Shelf : IDisposable
{
    /// <summary>Those that the application brings.</summary>
    public static readonly string Seeds = Path.Combine(AppContext.BaseDirectory, "Packages");

    private readonly TemporaryDirectory directory = new();

    public Shelf() => File.Copy(Path.Combine(Seeds, ManifestReader.SchemaName), directory[ManifestReader.SchemaName]);

    public string Directory => directory.Path;

    public string this[string file] => directory[file];

    public Shelf Put(string slug, string version, Action<JsonObject>? change = null)
    {
        var manifest = Manifest(slug, version);
        change?.Invoke(manifest);
        return Write(slug, manifest.ToJsonString());
    }

    /// <summary>Whatever stands there; an earlier manifest of the package becomes an earlier version.</summary>
    public Shelf Write(string slug, string text)
    {
        System.IO.Directory.CreateDirectory(directory[Path.Combine(slug, "versions")]);
        var file = directory[Path.Combine(slug, ManifestReader.FileName)];
        if (File.Exists(file))
        {
            var version = JsonNode.Parse(File.ReadAllText(file))!["version"]!.GetValue<string>();
            File.Move(file, directory[Path.Combine(slug, "versions", $"{version}.json")], overwrite: true);
        }

        File.WriteAllText(file, text);
        File.WriteAllText(directory[Path.Combine(slug, ManifestReader.ReadmeName)], $"What {slug} is for.");
        return this;
    }

    public Shelf Remove(string slug)
    {
        System.IO.Directory.Delete(directory[slug], recursive: true);
        return this;
    }

    public void Dispose() => directory.Dispose();

    /// <summary>A package that brings and asks for nothing.</summary>
    public static JsonObject Manifest(string slug, string version) =>
        JsonNode.Parse(
            $$"""
            {
              "slug": "{{slug}}", "name": "{{char.ToUpperInvariant(slug[0])}}{{slug[1..]}}", "version": "{{version}}", "publisher": "Harbour works", "category": "operations", "license": "MIT", "icon": "bot",
              "description": "Light for the harbour.", "availability": "available", "published": true,
              "changelog": [{ "version": "{{version}}", "date": "2026-11-21", "changes": ["It is lighter."] }],
              "includes": { "agents": [], "skills": [], "tools": [], "workflows": [] },
              "contract": { "consumes": [], "emits": [], "directives": [], "permissions": [], "reads": [] },
              "configuration": { "type": "object", "additionalProperties": false, "properties": {} }
            }
            """)!.AsObject();
}

/// <summary>What a test changes in a manifest.</summary>
internal static class Manifests
{
    /// <summary>An agent; other instructions make another text of the same agent.</summary>
    public static JsonObject Brings(this JsonObject manifest, string agent, string instructions = "Keep the lamp lit.", params string[] skills) =>
        manifest.With("includes", "agents", new JsonObject { ["key"] = agent, ["name"] = $"The {agent}", ["description"] = "Keeps it.", ["instructions"] = instructions, ["skills"] = new JsonArray([.. skills.Select(s => (JsonNode)s)]) });

    public static JsonObject Teaches(this JsonObject manifest, string skill, string instructions = "Trim the wick first.") =>
        manifest.With("includes", "skills", new JsonObject { ["slug"] = skill, ["name"] = $"On {skill}", ["description"] = "How to.", ["category"] = "operations", ["instructions"] = instructions });

    public static JsonObject Runs(this JsonObject manifest, string workflow) =>
        manifest.With("includes", "workflows", new JsonObject { ["key"] = workflow, ["name"] = workflow, ["description"] = "Round it goes." });

    public static JsonObject Carries(this JsonObject manifest, string tool) =>
        manifest.With("includes", "tools", new JsonObject { ["key"] = tool, ["name"] = tool, ["description"] = "For the hand." });

    public static JsonObject AsksFor(this JsonObject manifest, string permission) =>
        manifest.With("contract", "permissions", new JsonObject { ["key"] = permission, ["title"] = $"May {permission}", ["reason"] = "It has to." });

    public static JsonObject Needs(this JsonObject manifest, string package, string version)
    {
        manifest["dependencies"] = new JsonArray(new JsonObject { ["slug"] = package, ["version"] = version });
        return manifest;
    }

    /// <summary>Fields of its configuration, as a schema's properties.</summary>
    public static JsonObject Asks(this JsonObject manifest, string properties, params string[] required)
    {
        manifest["configuration"]!["properties"] = JsonNode.Parse(properties);
        manifest["configuration"]!["required"] = new JsonArray([.. required.Select(r => (JsonNode)r)]);
        return manifest;
    }

    public static PackageManifest Read(this JsonObject manifest) => JsonSerializer.Deserialize<PackageManifest>(manifest, ManifestReader.Options)!;

    private static JsonObject With(this JsonObject manifest, string part, string list, JsonObject item)
    {
        manifest[part]![list]!.AsArray().Add(item);
        return manifest;
    }
}
