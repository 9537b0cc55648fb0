using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages.Installing;

/// <summary>Makes, brings forward and takes away what an installation brings, and remembers what is whose.</summary>
internal sealed class Provisioning(IEnumerable<IProvisioningTarget> targets, TimeProvider time)
{
    /// <summary>Makes the organisation's things what the version says: new ones come, unedited ones change, those no longer in it go, edited ones are kept as people made them.</summary>
    public async Task ApplyAsync(TenantUnit unit, PackageInstallation installation, PackageManifest manifest, CancellationToken cancel)
    {
        var made = await ProvisionsAsync(unit, installation, cancel);
        foreach (var target in targets)
        {
            var wanted = target.Of(manifest);
            var own = made.Where(p => p.Kind == target.Kind).ToDictionary(p => p.Key, StringComparer.Ordinal);
            foreach (var (key, include) in wanted)
            {
                if (!own.TryGetValue(key, out var provision)) await CreateAsync(unit, installation, target, manifest, key, include, cancel);
                else if (provision.State == ProvisionState.Provisioned) await UpdateAsync(unit, target, provision, manifest, include, cancel);
            }

            foreach (var gone in own.Values.Where(p => p.State == ProvisionState.Provisioned && !wanted.ContainsKey(p.Key))) await TakeAwayAsync(unit, target, gone, cancel);
        }
    }

    /// <summary>Takes away what people have not edited, and gives them the rest.</summary>
    public async Task RemoveAsync(TenantUnit unit, PackageInstallation installation, CancellationToken cancel)
    {
        foreach (var provision in (await ProvisionsAsync(unit, installation, cancel)).Where(p => p.State == ProvisionState.Provisioned))
            await TakeAwayAsync(unit, targets.Single(t => t.Kind == provision.Kind), provision, cancel);
    }

    private static Task<List<PackageProvision>> ProvisionsAsync(TenantUnit unit, PackageInstallation installation, CancellationToken cancel) =>
        unit.Db.PackageProvisions.Where(p => p.InstallationId == installation.Id).ToListAsync(cancel);

    private async Task CreateAsync(TenantUnit unit, PackageInstallation installation, IProvisioningTarget target, PackageManifest manifest, string key, object include, CancellationToken cancel)
    {
        var (id, checksum) = await target.CreateAsync(unit, manifest, include, cancel);
        var now = time.GetUtcNow();
        unit.Db.PackageProvisions.Add(new PackageProvision
        {
            InstallationId = installation.Id,
            Kind = target.Kind,
            Key = key,
            SubjectId = id,
            Version = manifest.Version,
            Checksum = checksum,
            State = ProvisionState.Provisioned,
            CreatedAt = now,
            UpdatedAt = now,
        });
    }

    /// <summary>What people have edited, or taken away, stays as it is and is the organisation's from here on.</summary>
    private async Task UpdateAsync(TenantUnit unit, IProvisioningTarget target, PackageProvision provision, PackageManifest manifest, object include, CancellationToken cancel)
    {
        var now = await target.ChecksumAsync(unit, provision.SubjectId, cancel);
        if (now is null) Move(provision, ProvisionState.Removed);
        else if (now != provision.Checksum) await KeepAsync(unit, target, provision, cancel);
        else
        {
            provision.Checksum = await target.UpdateAsync(unit, provision.SubjectId, manifest, include, cancel);
            provision.Version = manifest.Version;
            provision.UpdatedAt = time.GetUtcNow();
        }
    }

    private async Task TakeAwayAsync(TenantUnit unit, IProvisioningTarget target, PackageProvision provision, CancellationToken cancel)
    {
        var now = await target.ChecksumAsync(unit, provision.SubjectId, cancel);
        if (now is not null && now != provision.Checksum)
        {
            await KeepAsync(unit, target, provision, cancel);
            return;
        }

        if (now is not null) await target.RemoveAsync(unit, provision.SubjectId, cancel);
        Move(provision, ProvisionState.Removed);
    }

    private async Task KeepAsync(TenantUnit unit, IProvisioningTarget target, PackageProvision provision, CancellationToken cancel)
    {
        await target.ReleaseAsync(unit, provision.SubjectId, cancel);
        Move(provision, ProvisionState.Kept);
    }

    private void Move(PackageProvision provision, string state)
    {
        provision.State = state;
        provision.UpdatedAt = time.GetUtcNow();
    }
}
