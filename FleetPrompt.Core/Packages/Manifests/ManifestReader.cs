using System.Security.Cryptography;
using System.Text.Json;
using FleetPrompt.Core.Packages.Schema;
using NuGet.Versioning;

namespace FleetPrompt.Core.Packages.Manifests;

/// <summary>Reads manifests and says everything that is wrong with them.</summary>
internal static class ManifestReader
{
    public const string FileName = "package.json";
    public const string ReadmeName = "README.md";
    public const string SchemaName = "package.schema.json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// All manifests of a directory: <c>{slug}/package.json</c> with its <c>README.md</c>, and earlier versions as <c>{slug}/versions/{version}.json</c>.
    /// </summary>
    /// <exception cref="PackageManifestException">With every problem of every file.</exception>
    public static IReadOnlyList<PackageManifest> ReadAll(string directory)
    {
        if (!File.Exists(Path.Combine(directory, SchemaName))) throw new PackageManifestException([$"{SchemaName} is missing in the directory of packages ({directory})."]);
        var problems = new List<string>();
        var found = new List<PackageManifest>();
        var schema = ReadSchema(Path.Combine(directory, SchemaName));
        foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            var readme = Path.Combine(folder, ReadmeName);
            var text = File.Exists(readme) ? File.ReadAllText(readme) : "";
            if (text.Length == 0) problems.Add($"{Path.GetFileName(folder)}/{ReadmeName} is missing: it is the package's long description.");
            string[] files = [Path.Combine(folder, FileName), .. Earlier(folder)];
            foreach (var file in files)
            {
                var place = Path.GetRelativePath(directory, file);
                if (!File.Exists(file)) problems.Add($"{place} is missing.");
                else if (Read(schema, File.ReadAllText(file), place, problems) is { } manifest)
                {
                    found.Add(manifest with { Readme = text });
                    problems.AddRange(MisplacedProblems(manifest, folder, file).Select(p => $"{place}: {p}"));
                }
            }
        }

        CheckTogether(found, problems);
        return problems.Count == 0 ? found : throw new PackageManifestException(problems);
    }

    /// <summary>One manifest; null with problems added, each naming the file and the field.</summary>
    public static PackageManifest? Read(JsonSchema schema, string text, string place, List<string> problems)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Strict);
        }
        catch (JsonException fault)
        {
            problems.Add(fault.LineNumber is { } line ? $"{place} is not JSON: line {line + 1}, {fault.BytePositionInLine + 1}." : $"{place} is not good JSON: {fault.Message}");
            return null;
        }

        using (document)
        {
            var before = problems.Count;
            problems.AddRange(schema.Evaluate(document.RootElement).Select(p => $"{place}: {(p.At.Length > 0 ? p.At : "the manifest")} {p.Message}."));
            if (problems.Count > before) return null;
            try
            {
                var manifest = document.RootElement.Deserialize<PackageManifest>(Options)!;
                manifest = manifest with { Configuration = manifest.Configuration.Clone() };
                problems.AddRange(OwnProblems(manifest).Select(p => $"{place}: {p}"));
                return problems.Count > before ? null : manifest;
            }
            catch (JsonException fault)
            {
                problems.Add($"{place}: {PointerOf(fault.Path)} cannot be read: no such date, or too large a number.");
                return null;
            }
        }
    }

    public static JsonSchema ReadSchema(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return JsonSchema.From(document.RootElement);
    }

    /// <summary>The manifest as it is kept.</summary>
    public static string Write(PackageManifest manifest) => JsonSerializer.Serialize(manifest, Options);

    public static PackageManifest ReadStored(string stored) => JsonSerializer.Deserialize<PackageManifest>(stored, Options)!;

    /// <summary>Of what a version stands for; how it is listed may change.</summary>
    public static string Checksum(PackageManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { manifest.Version, manifest.Includes, manifest.Contract, manifest.Dependencies, manifest.Configuration }, Options)));

    private static IEnumerable<string> Earlier(string folder)
    {
        var versions = Path.Combine(folder, "versions");
        return Directory.Exists(versions) ? Directory.EnumerateFiles(versions, "*.json").Order(StringComparer.Ordinal) : [];
    }

    /// <summary><c>/changelog/0/date</c> of <c>$.changelog[0].date</c>.</summary>
    private static string PointerOf(string? path) => path?.TrimStart('$').Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal) ?? "a value";

    /// <summary>Whoever looks for a package or a version finds it under its name.</summary>
    private static IEnumerable<string> MisplacedProblems(PackageManifest manifest, string folder, string file)
    {
        if (manifest.Slug != Path.GetFileName(folder)) yield return $"/slug is {manifest.Slug}, and the folder is called {Path.GetFileName(folder)}.";
        if (Path.GetFileName(file) is var name && name != FileName && name != $"{manifest.Version}.json") yield return $"/version is {manifest.Version}, and the file is called {name}.";
    }

    /// <summary>What a schema cannot say.</summary>
    private static IEnumerable<string> OwnProblems(PackageManifest manifest)
    {
        foreach (var (at, version) in manifest.Changelog.Select((c, n) => ($"/changelog/{n}/version", c.Version)).Prepend(("/version", manifest.Version)).Where(v => !SemanticVersion.TryParse(v.Item2, out _)))
            yield return $"{at}: {version} is not a semantic version.";
        if (!manifest.Changelog.Any(c => c.Version == manifest.Version)) yield return $"/changelog has no entry for version {manifest.Version}.";
        foreach (var twice in Twice(manifest.Includes.Agents.Select(a => a.Key))) yield return $"/includes/agents has the key {twice} twice.";
        foreach (var twice in Twice(manifest.Includes.Workflows.Select(a => a.Key))) yield return $"/includes/workflows has the key {twice} twice.";
        foreach (var twice in Twice(manifest.Includes.Skills.Select(a => a.Slug))) yield return $"/includes/skills has the slug {twice} twice.";
        foreach (var twice in Twice(manifest.Contract.Permissions.Select(p => p.Key))) yield return $"/contract/permissions has the key {twice} twice.";
        foreach (var dependency in manifest.Dependencies.Where(d => !VersionRange.TryParse(d.Version, out _))) yield return $"/dependencies: {dependency.Version} is neither a version nor a range of versions.";
        if (SchemaProblem(manifest.Configuration) is { } problem) yield return $"/configuration: {problem}";
    }

    private static string? SchemaProblem(JsonElement configuration)
    {
        try
        {
            JsonSchema.From(configuration);
            return configuration.TryGetProperty("type", out var type) && type.ValueEquals("object") ? null : "must be of type object.";
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }

    private static void CheckTogether(List<PackageManifest> all, List<string> problems)
    {
        foreach (var twice in all.GroupBy(m => (m.Slug, m.Version)).Where(g => g.Count() > 1)) problems.Add($"{twice.Key.Slug} has version {twice.Key.Version} twice.");
        foreach (var skill in all.SelectMany(m => m.Includes.Skills.Select(s => (s.Slug, Package: m.Slug))).Distinct().GroupBy(s => s.Slug).Where(g => g.Count() > 1))
            problems.Add($"The skill {skill.Key} is brought by more than one package: {string.Join(", ", skill.Select(s => s.Package))}.");
        var slugs = all.Select(m => m.Slug).ToHashSet(StringComparer.Ordinal);
        foreach (var (manifest, dependency) in all.SelectMany(m => m.Dependencies.Select(d => (m, d))).Where(d => !slugs.Contains(d.d.Slug)))
            problems.Add($"{manifest.Slug}: /dependencies names {dependency.Slug}, which is no package.");
        var skills = all.SelectMany(m => m.Includes.Skills.Select(s => s.Slug)).ToHashSet(StringComparer.Ordinal);
        foreach (var (manifest, agent, skill) in all.SelectMany(m => m.Includes.Agents.SelectMany(a => a.Skills.Select(s => (m, a, s)))).Where(x => !skills.Contains(x.s)))
            problems.Add($"{manifest.Slug}: the agent {agent.Key} has the skill {skill}, which no package brings.");
    }

    private static IEnumerable<string> Twice(IEnumerable<string> keys) => keys.GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);
}

/// <summary>Manifests that do not fit: the application does not start with them.</summary>
public sealed class PackageManifestException(IReadOnlyList<string> problems)
    : Exception($"Packages do not fit their schema. {string.Join(' ', problems)} Mend the files, then start again.")
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
