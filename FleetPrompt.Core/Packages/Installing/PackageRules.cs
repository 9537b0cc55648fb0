using System.Text.Json;
using System.Text.Json.Nodes;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Packages.Schema;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages.Installing;

/// <summary>What a package's configuration must also be, beyond its schema: the rules of whoever runs it.</summary>
public interface IConfigurationRules
{
    string PackageSlug { get; }

    /// <summary>Each problem once, with the field's name. Fields that are missing are the schema's business.</summary>
    Task<IReadOnlyList<FieldProblem>> ProblemsAsync(TenantUnit unit, JsonElement config, CancellationToken cancel);
}

/// <summary>What must hold before something is done to an installation.</summary>
public sealed class PackageRules(PackageRegistry registry, IEnumerable<IConfigurationRules> configurations)
{
    /// <summary>Waits for the organisation's other installations: they change one after another, since what needs what is asked of all of them.</summary>
    internal static Task AloneAsync(TenantUnit unit, CancellationToken cancel) => unit.LockAsync("packages", cancel);

    /// <summary>What is wrong with a configuration, by field.</summary>
    /// <param name="complete">Whether what is required must be there: a package can be installed first and configured after.</param>
    public async Task<IReadOnlyList<FieldProblem>> ProblemsAsync(TenantUnit unit, PackageManifest manifest, JsonElement config, bool complete, CancellationToken cancel)
    {
        if (config.ValueKind != JsonValueKind.Object) return [new("config", "The configuration must be an object.")];
        if (SignalJson.Problem(SignalJson.Bytes(config)) is { } unkept) return [new("config", $"The configuration cannot be kept. {unkept}")];
        var problems = JsonSchema.From(manifest.Configuration).Evaluate(config)
            .Select(p => (Field: p.At.TrimStart('/').Split('/')[0], p.Message))
            .Where(p => complete || config.TryGetProperty(p.Field, out _))
            .Select(p => new FieldProblem(p.Field, $"{TitleOf(manifest, p.Field)} {p.Message}."))
            .ToList();
        problems.AddRange(config.EnumerateObject().Where(IsSecret).Select(p => new FieldProblem(p.Name, $"{TitleOf(manifest, p.Name)} holds what looks like a secret. Secrets belong in a connection, where they are encrypted.")));
        if (configurations.FirstOrDefault(c => c.PackageSlug == manifest.Slug) is not { } own) return problems;
        var known = problems.Select(p => p.Field).ToHashSet(StringComparer.Ordinal);
        problems.AddRange((await own.ProblemsAsync(unit, config, cancel)).Where(p => !known.Contains(p.Field)));
        return problems;
    }

    private static bool IsSecret(JsonProperty field) => RedactionGuard.Redact(new JsonObject { [field.Name] = JsonSerializer.SerializeToNode(field.Value) }).Paths.Count > 0;

    /// <summary>The field's name on the form.</summary>
    internal static string TitleOf(PackageManifest manifest, string field) =>
        manifest.Configuration.TryGetProperty("properties", out var properties) && properties.TryGetProperty(field, out var own) && own.TryGetProperty("title", out var title) ? title.GetString()! : field;

    /// <summary>What has to be installed before this can be; null when nothing.</summary>
    internal async Task<string?> MissingAsync(TenantUnit unit, PackageManifest manifest, CancellationToken cancel)
    {
        if (manifest.Dependencies.Count == 0) return null;
        var slugs = manifest.Dependencies.Select(d => d.Slug).ToList();
        var installed = await unit.Db.PackageInstallations.AsNoTracking()
            .Where(i => slugs.Contains(i.PackageSlug) && i.Status == InstallationStatus.Installed)
            .ToDictionaryAsync(i => i.PackageSlug, i => i.Version, cancel);
        var missing = manifest.Dependencies.Where(d => !(installed.TryGetValue(d.Slug, out var version) && d.IsMetBy(version))).ToList();
        return missing.Count == 0
            ? null
            : $"{manifest.Name} needs {string.Join(" and ", missing.Select(d => $"{registry.Find(d.Slug)?.Name ?? d.Slug} ({d.Slug} {d.Version})"))}. Install that first.";
    }

    /// <summary>What would be left without this, or cannot do with that version of it; null when nothing.</summary>
    /// <param name="version">What it becomes; null where it goes.</param>
    internal async Task<string?> NeededByAsync(TenantUnit unit, PackageInstallation installation, string? version, CancellationToken cancel)
    {
        var others = await unit.Db.PackageInstallations.AsNoTracking()
            .Where(i => i.Id != installation.Id && i.InstalledAt != null && i.Status != InstallationStatus.Uninstalled)
            .Select(i => new { i.PackageSlug, i.Version })
            .ToListAsync(cancel);
        var needing = others
            .Select(o => registry.Find(o.PackageSlug, o.Version))
            .Where(m => m?.Dependencies.Any(d => d.Slug == installation.PackageSlug && (version is null || !d.IsMetBy(version))) == true)
            .Select(m => m!.Name)
            .ToList();
        return needing.Count == 0 ? null
            : version is null ? $"{string.Join(" and ", needing)} cannot do without it. Uninstall {(needing.Count == 1 ? "that" : "those")} first."
            : $"{string.Join(" and ", needing)} cannot do with version {version}. Upgrade {(needing.Count == 1 ? "that" : "those")} first.";
    }
}
