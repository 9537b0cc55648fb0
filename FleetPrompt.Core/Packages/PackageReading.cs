using System.Globalization;
using System.Text;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages;

/// <summary>What the marketplace and the page of an installation show.</summary>
public sealed class PackageReading(IUnits units, PackageRegistry registry)
{
    /// <summary>The published packages that fit, featured ones first, with how many there would be for each facet.</summary>
    public async Task<PackageList> ListAsync(OperationContext operation, PackageQuery query, CancellationToken cancel = default)
    {
        var counts = await CountsAsync(cancel);
        var installed = await units.ReadAsync(operation, unit => CurrentAsync(unit, cancel), cancel);
        var all = registry.Newest.Where(m => m.Published)
            .Select(m => new PackageCard(m, counts.GetValueOrDefault(m.Slug) ?? PackageCounts.None, installed.GetValueOrDefault(m.Slug)))
            .Where(c => Matches(c.Manifest, query.Text))
            .ToList();
        var cards = all
            .Where(c => query.Category is null || c.Manifest.Category == query.Category)
            .Where(c => query.State is null || StateOf(c) == query.State)
            .OrderByDescending(c => c.Manifest.Featured).ThenBy(c => c.Manifest.IsComing).ThenByDescending(c => c.Counts.Installs).ThenBy(c => c.Manifest.Name, StringComparer.Ordinal);
        return new PackageList(
            [.. cards],
            [.. PackageCategory.All.Select(category => (category, all.Count(c => c.Manifest.Category == category && (query.State is null || StateOf(c) == query.State))))],
            [.. PackageState.All.Select(state => (state, all.Count(c => StateOf(c) == state && (query.Category is null || c.Manifest.Category == query.Category))))]);
    }

    /// <summary>A package with what is known of it here; null for what is not published.</summary>
    public async Task<PackageDetail?> FindAsync(OperationContext operation, string slug, CancellationToken cancel = default)
    {
        if (registry.Find(slug) is not { Published: true } manifest) return null;
        var counts = (await CountsAsync(cancel)).GetValueOrDefault(slug) ?? PackageCounts.None;
        var installed = await units.ReadAsync(operation, unit => CurrentAsync(unit, cancel), cancel);
        return new PackageDetail(
            manifest,
            registry.VersionsOf(slug),
            counts,
            installed.GetValueOrDefault(slug),
            [.. manifest.Dependencies.Select(d => new DependencyState(d, registry.Find(d.Slug)?.Name ?? d.Slug, installed.GetValueOrDefault(d.Slug) is { Status: InstallationStatus.Installed } has && d.IsMetBy(has.Version)))]);
    }

    /// <summary>An installation with its versions and what it has made; null where there is none.</summary>
    public async Task<InstallationDetail?> InstallationAsync(OperationContext operation, Guid id, CancellationToken cancel = default)
    {
        var found = await units.ReadAsync(
            operation,
            async unit =>
            {
                var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancel);
                if (installation is null) return null;
                var provisions = await unit.Db.PackageProvisions.AsNoTracking().Where(p => p.InstallationId == id).OrderBy(p => p.Kind).ThenBy(p => p.Key).ToListAsync(cancel);
                return new { installation, provisions };
            },
            cancel);
        if (found is null) return null;
        var (slug, version) = (found.installation.PackageSlug, found.installation.Version);
        var newest = registry.VersionsOf(slug).FirstOrDefault(m => m.Published);
        var manifest = registry.Find(slug, version) ?? newest;
        if (manifest is null) return null;
        var upgrade = found.installation.Status == InstallationStatus.Installed && newest is not null && newest.Semantic > manifest.Semantic ? newest : null;
        return new InstallationDetail(found.installation, manifest, upgrade, upgrade is null ? [] : Installations.Ungranted(upgrade, found.installation.Granted), found.provisions);
    }

    /// <summary>The organisation's installations, newest first.</summary>
    public Task<IReadOnlyList<PackageInstallation>> InstallationsAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<PackageInstallation>>(
            operation,
            async unit => await unit.Db.PackageInstallations.AsNoTracking().Where(i => i.Status != InstallationStatus.Uninstalled).OrderByDescending(i => i.CreatedAt).ToListAsync(cancel),
            cancel);

    private static string StateOf(PackageCard card) =>
        card.Installation is not null ? PackageState.Installed : card.Manifest.IsComing ? PackageState.Coming : PackageState.Available;

    /// <summary>All words of the search begin a word of what the package says of itself.</summary>
    internal static bool Matches(PackageManifest manifest, string? text)
    {
        var words = Words(text ?? "");
        if (words.Count == 0) return true;
        var own = Words($"{manifest.Name} {manifest.Slug} {manifest.Description} {manifest.Publisher} {PackageCategory.Words(manifest.Category)} {string.Join(' ', manifest.Includes.Agents.Select(a => a.Name))}");
        return words.All(w => own.Any(o => o.StartsWith(w, StringComparison.Ordinal)));
    }

    private static List<string> Words(string text) =>
        [.. new string([.. text.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture).Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static Task<Dictionary<string, PackageInstallation>> CurrentAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Db.PackageInstallations.AsNoTracking().Where(i => i.Status != InstallationStatus.Uninstalled).ToDictionaryAsync(i => i.PackageSlug, cancel);

    private async Task<Dictionary<string, PackageCounts>> CountsAsync(CancellationToken cancel)
    {
        var read = await units.RunPlatformAsync<Dictionary<string, PackageCounts>>(
            async unit => await unit.Db.Packages.AsNoTracking().ToDictionaryAsync(p => p.Slug, p => new PackageCounts(p.Id, p.InstallCount, p.ReviewCount, p.RatingAverage), cancel),
            cancel);
        return read.Value;
    }
}

/// <param name="State">One of <see cref="PackageState"/>.</param>
public sealed record PackageQuery(string? Text, string? Category, string? State);

public static class PackageState
{
    public const string Installed = "installed";
    public const string Available = "available";
    public const string Coming = "coming";

    public static readonly IReadOnlyList<string> All = [Available, Installed, Coming];
}

public sealed record PackageList(IReadOnlyList<PackageCard> Cards, IReadOnlyList<(string Category, int Count)> Categories, IReadOnlyList<(string State, int Count)> States);

/// <param name="Rating">The mean of the reviews; null without any.</param>
public sealed record PackageCounts(Guid PackageId, int Installs, int Reviews, decimal? Rating)
{
    public static readonly PackageCounts None = new(Guid.Empty, 0, 0, null);
}

/// <param name="Installation">Here, now.</param>
public sealed record PackageCard(PackageManifest Manifest, PackageCounts Counts, PackageInstallation? Installation);

/// <param name="Versions">Newest first.</param>
public sealed record PackageDetail(PackageManifest Manifest, IReadOnlyList<PackageManifest> Versions, PackageCounts Counts, PackageInstallation? Installation, IReadOnlyList<DependencyState> Dependencies);

public sealed record DependencyState(PackageDependency Dependency, string Name, bool IsMet);

/// <param name="Upgrade">A newer version that is published.</param>
/// <param name="AsksFor">What that asks for beyond what was granted.</param>
public sealed record InstallationDetail(PackageInstallation Installation, PackageManifest Manifest, PackageManifest? Upgrade, IReadOnlyList<PackagePermission> AsksFor, IReadOnlyList<PackageProvision> Provisions);
