using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NuGet.Versioning;

namespace FleetPrompt.Core.Packages;

public sealed class PackagesOptions
{
    /// <summary>Where the manifests are.</summary>
    public string Directory { get; set; } = Path.Combine(AppContext.BaseDirectory, "Packages");
}

/// <summary>Takes part in the registry's bringing up to date, in its transaction.</summary>
public interface IRegistryPart
{
    /// <param name="newest">The newest manifest of each package.</param>
    Task SyncAsync(PlatformDb db, IReadOnlyList<PackageManifest> newest, CancellationToken cancel);
}

/// <summary>
/// All versions of all packages that were ever published here. Manifests come from files, are checked when a node starts, and are kept in <c>public</c>: a version stays what it was, and stays
/// known after its file is gone.
/// </summary>
public sealed partial class PackageRegistry(IUnits units, IEnumerable<IRegistryPart> parts, IOptions<PackagesOptions> options, TimeProvider time, ILogger<PackageRegistry> log) : IHostedService
{
    private volatile IReadOnlyDictionary<string, IReadOnlyList<PackageManifest>> versions = new Dictionary<string, IReadOnlyList<PackageManifest>>();

    /// <summary>The newest version of each package.</summary>
    public IEnumerable<PackageManifest> Newest => versions.Values.Select(v => v[0]);

    /// <summary>Newest first; empty for what is no package.</summary>
    public IReadOnlyList<PackageManifest> VersionsOf(string slug) => versions.GetValueOrDefault(slug) ?? [];

    public PackageManifest? Find(string slug) => VersionsOf(slug) is [var newest, ..] ? newest : null;

    public PackageManifest? Find(string slug, string version) => VersionsOf(slug).FirstOrDefault(m => m.Version == version);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var files = ManifestReader.ReadAll(options.Value.Directory);
        var synced = await units.RunPlatformAsync<IReadOnlyDictionary<string, IReadOnlyList<PackageManifest>>>(
            async unit =>
            {
                await unit.LockAsync("packages", cancellationToken);
                return await SyncAsync(unit.Db, files, cancellationToken) is var all ? new Dictionary<string, IReadOnlyList<PackageManifest>>(all, StringComparer.Ordinal) : [];
            },
            cancellationToken);
        versions = synced.Value;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Dictionary<string, IReadOnlyList<PackageManifest>>> SyncAsync(PlatformDb db, IReadOnlyList<PackageManifest> files, CancellationToken cancel)
    {
        var packages = await db.Packages.ToDictionaryAsync(p => p.Slug, cancel);
        var stored = (await db.PackageVersions.ToListAsync(cancel)).ToLookup(v => v.PackageId);
        var now = time.GetUtcNow();
        foreach (var own in files.GroupBy(m => m.Slug, StringComparer.Ordinal))
        {
            var newest = own.MaxBy(m => m.Semantic, VersionComparer.VersionRelease)!;
            if (!packages.TryGetValue(own.Key, out var package)) db.Packages.Add(packages[own.Key] = package = Listed(newest, now));
            else if (SemanticVersion.Parse(package.Version) <= newest.Semantic) Relist(package, newest, now);
            foreach (var manifest in own) Publish(db, package, stored[package.Id].FirstOrDefault(v => v.Version == manifest.Version), manifest, now);
        }

        await db.SaveChangesAsync(cancel);
        var all = await Known(db, packages.Values, cancel);
        foreach (var part in parts) await part.SyncAsync(db, [.. all.Values.Select(v => v[0])], cancel);
        await db.SaveChangesAsync(cancel);
        return all;
    }

    private static async Task<Dictionary<string, IReadOnlyList<PackageManifest>>> Known(PlatformDb db, IEnumerable<Package> packages, CancellationToken cancel)
    {
        var stored = (await db.PackageVersions.AsNoTracking().ToListAsync(cancel)).ToLookup(v => v.PackageId, v => ManifestReader.ReadStored(v.Manifest));
        return packages.ToDictionary(p => p.Slug, IReadOnlyList<PackageManifest> (p) => [.. stored[p.Id].OrderByDescending(m => m.Semantic, VersionComparer.VersionRelease)], StringComparer.Ordinal);
    }

    /// <summary>What a version stands for never changes; how it is told may.</summary>
    private void Publish(PlatformDb db, Package package, PackageVersion? stored, PackageManifest manifest, DateTimeOffset now)
    {
        var checksum = ManifestReader.Checksum(manifest);
        if (stored is null)
        {
            db.PackageVersions.Add(new PackageVersion { PackageId = package.Id, Version = manifest.Version, Manifest = ManifestReader.Write(manifest), Checksum = checksum, PublishedAt = now });
        }
        else if (stored.Checksum != checksum)
        {
            LogChanged(manifest.Slug, manifest.Version);
        }
        else if (ManifestReader.Write(manifest) is var told && told != stored.Manifest)
        {
            db.Entry(stored).Property(v => v.Manifest).CurrentValue = told;
        }
    }

    private static Package Listed(PackageManifest manifest, DateTimeOffset now)
    {
        var package = new Package
        {
            Slug = manifest.Slug,
            Name = manifest.Name,
            Version = manifest.Version,
            Description = manifest.Description,
            Publisher = manifest.Publisher,
            Category = manifest.Category,
            Availability = manifest.Availability,
            CreatedAt = now,
        };
        Relist(package, manifest, now);
        return package;
    }

    private static void Relist(Package package, PackageManifest manifest, DateTimeOffset now)
    {
        var (was, verified, featured, published) = ((package.Name, package.Version, package.Description, package.Publisher, package.Category, package.Availability), package.IsVerified, package.IsFeatured, package.IsPublished);
        package.Name = manifest.Name;
        package.Version = manifest.Version;
        package.Description = manifest.Description;
        package.Publisher = manifest.Publisher;
        package.Category = manifest.Category;
        package.Availability = manifest.Availability;
        package.IsVerified = manifest.Verified;
        package.IsFeatured = manifest.Featured;
        package.IsPublished = manifest.Published;
        var isNow = ((package.Name, package.Version, package.Description, package.Publisher, package.Category, package.Availability), package.IsVerified, package.IsFeatured, package.IsPublished);
        if (isNow != (was, verified, featured, published) || package.UpdatedAt == default) package.UpdatedAt = now;
    }

    [LoggerMessage(LogLevel.Error, "The package {Slug} was published as version {Version} with other contents; what was published stands. Give what has changed a new version")]
    private partial void LogChanged(string slug, string version);
}
