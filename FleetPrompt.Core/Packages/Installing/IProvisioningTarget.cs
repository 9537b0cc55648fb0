using System.Security.Cryptography;
using System.Text.Json;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Packages.Installing;

/// <summary>
/// A kind of thing that packages bring into an organisation. Rooms implement it for what is theirs; what it writes is part of the installation's unit. A thing whose checksum differs from the one
/// of its provisioning has been edited by people and is theirs.
/// </summary>
public interface IProvisioningTarget
{
    /// <summary>As in <see cref="PackageProvision.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>What a version brings of this kind, by key.</summary>
    IReadOnlyDictionary<string, object> Of(PackageManifest manifest);

    /// <summary>Makes it. Returns its id and checksum.</summary>
    Task<(Guid Id, string Checksum)> CreateAsync(TenantUnit unit, PackageManifest manifest, object include, CancellationToken cancel);

    /// <summary>The checksum as it is now; null when it is gone.</summary>
    Task<string?> ChecksumAsync(TenantUnit unit, Guid id, CancellationToken cancel);

    /// <summary>Brings it to another version. Returns its checksum.</summary>
    Task<string> UpdateAsync(TenantUnit unit, Guid id, PackageManifest manifest, object include, CancellationToken cancel);

    Task RemoveAsync(TenantUnit unit, Guid id, CancellationToken cancel);

    /// <summary>It stays, and is the organisation's own from now on.</summary>
    Task ReleaseAsync(TenantUnit unit, Guid id, CancellationToken cancel);
}

public static class ProvisionChecksum
{
    /// <summary>SHA-256, in hex, of what a package writes.</summary>
    public static string Of(object written) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(written)));
}

/// <summary>Workflows run by handlers of the platform: to have one is to have its row of provenance.</summary>
internal sealed class WorkflowTarget : IProvisioningTarget
{
    public string Kind => "workflow";

    public IReadOnlyDictionary<string, object> Of(PackageManifest manifest) => manifest.Includes.Workflows.ToDictionary(w => w.Key, w => (object)w, StringComparer.Ordinal);

    public Task<(Guid Id, string Checksum)> CreateAsync(TenantUnit unit, PackageManifest manifest, object include, CancellationToken cancel) => Task.FromResult((Guid.CreateVersion7(), ""));

    public Task<string?> ChecksumAsync(TenantUnit unit, Guid id, CancellationToken cancel) => Task.FromResult<string?>("");

    public Task<string> UpdateAsync(TenantUnit unit, Guid id, PackageManifest manifest, object include, CancellationToken cancel) => Task.FromResult("");

    public Task RemoveAsync(TenantUnit unit, Guid id, CancellationToken cancel) => Task.CompletedTask;

    public Task ReleaseAsync(TenantUnit unit, Guid id, CancellationToken cancel) => Task.CompletedTask;
}
