using System.Text.Json;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages;

/// <summary>
/// What people do with packages: each checks what can be known before, and requests a directive. Rights are the directives'. Errors of all: <see cref="Forbidden"/>, <see cref="Invalid"/> with the
/// field, <see cref="NotFound"/>, <see cref="Conflict"/> (acted on an older page).
/// </summary>
public sealed class Installations(IUnits units, PackageRegistry registry, PackageRules rules, DirectiveService directives, SignalBus signals, TimeProvider time)
{
    /// <summary>Asks for an installation. One that the organisation has, or has asked for, comes back as it is.</summary>
    /// <param name="granted">Keys of the permissions that the requester grants: all that the version asks for.</param>
    public async Task<Result<InstallationReceipt>> InstallAsync(OperationContext operation, string slug, string version, JsonElement config, IReadOnlyCollection<string> granted, CancellationToken cancel = default)
    {
        var found = Installable(slug, version);
        if (!found.IsOk) return found.Error!;
        var manifest = found.Value;
        if (Ungranted(manifest, granted) is { Count: > 0 } missing) return new Invalid("permissions", $"Grant what {manifest.Name} asks for: {string.Join(", ", missing.Select(p => p.Title))}.");
        return await units.RunAsync<InstallationReceipt>(
            operation,
            async unit =>
            {
                await PackageRules.AloneAsync(unit, cancel);
                var before = await unit.Db.PackageInstallations.AsNoTracking().Where(i => i.PackageSlug == slug).Select(i => new { i.Id, i.Status, i.DirectiveId, i.Generation }).ToListAsync(cancel);
                if (before.FirstOrDefault(i => i.Status != InstallationStatus.Uninstalled) is { } has) return new InstallationReceipt(has.Id, has.DirectiveId, Existing: true);
                var problems = await rules.ProblemsAsync(unit, manifest, config, complete: false, cancel);
                if (problems.Count > 0) return new Invalid(problems);
                if (await rules.MissingAsync(unit, manifest, cancel) is { } needed) return new Invalid("dependencies", needed);
                return await RequestInstallAsync(unit, manifest, config, before.Select(i => i.Generation).DefaultIfEmpty(0).Max() + 1, cancel);
            },
            cancel);
    }

    /// <summary>Asks for another version. One that asks for more than was granted waits until somebody grants it.</summary>
    public async Task<Result<InstallationReceipt>> UpgradeAsync(OperationContext operation, Guid id, int revision, string version, IReadOnlyCollection<string> granted, CancellationToken cancel = default) =>
        await ChangeAsync<InstallationReceipt>(
            operation,
            id,
            revision,
            async (unit, installation) =>
            {
                var found = Installable(installation.PackageSlug, version);
                if (!found.IsOk) return found.Error!;
                var manifest = found.Value;
                if (registry.Find(installation.PackageSlug, installation.Version) is { } has && manifest.Semantic <= has.Semantic)
                    return new Invalid("version", $"Version {installation.Version} is installed. Choose a newer one.");
                if ((await rules.MissingAsync(unit, manifest, cancel) ?? await rules.NeededByAsync(unit, installation, version, cancel)) is { } needed) return new Invalid("dependencies", needed);
                string[] all = [.. installation.Granted, .. granted];
                if (Ungranted(manifest, all).Count > 0) return await AwaitApprovalAsync(unit, installation, version, cancel);
                var args = new UpgradePackage(id, revision, installation.Version, version, [.. manifest.Contract.Permissions.Select(p => p.Key)]);
                return await RequestAsync(unit, PackageDirectives.Upgrade, PackageSignals.Upgrade, installation, args, cancel);
            },
            cancel,
            InstallationStatus.Upgrading);

    /// <summary>Asks for another configuration; it must be complete.</summary>
    public Task<Result<InstallationReceipt>> ConfigureAsync(OperationContext operation, Guid id, int revision, JsonElement config, CancellationToken cancel = default) =>
        ChangeAsync<InstallationReceipt>(
            operation,
            id,
            revision,
            async (unit, installation) =>
            {
                if (registry.Find(installation.PackageSlug, installation.Version) is not { } manifest) return new NotFound();
                var problems = await rules.ProblemsAsync(unit, manifest, config, complete: true, cancel);
                if (problems.Count > 0) return new Invalid(problems);
                return await RequestAsync(unit, PackageDirectives.Configure, PackageSignals.Configure, installation, new ConfigurePackage(id, revision, config), cancel);
            },
            cancel);

    public Task<Result<InstallationReceipt>> EnableAsync(OperationContext operation, Guid id, int revision, CancellationToken cancel = default) =>
        ChangeAsync<InstallationReceipt>(
            operation, id, revision, (unit, installation) => RequestAsync(unit, PackageDirectives.Enable, PackageSignals.Enable, installation, new SwitchPackage(id, revision), cancel), cancel);

    public Task<Result<InstallationReceipt>> DisableAsync(OperationContext operation, Guid id, int revision, string? reason, CancellationToken cancel = default) =>
        ChangeAsync<InstallationReceipt>(
            operation, id, revision, (unit, installation) => RequestAsync(unit, PackageDirectives.Disable, PackageSignals.Disable, installation, new SwitchPackage(id, revision, reason), cancel), cancel);

    /// <summary>Asks for its removal: what the package made goes, what people edited stays.</summary>
    public Task<Result<InstallationReceipt>> UninstallAsync(OperationContext operation, Guid id, int revision, string? reason, CancellationToken cancel = default) =>
        ChangeAsync<InstallationReceipt>(
            operation,
            id,
            revision,
            async (unit, installation) =>
                await rules.NeededByAsync(unit, installation, null, cancel) is { } needed
                    ? new Invalid("dependencies", needed)
                    : await RequestAsync(unit, PackageDirectives.Uninstall, PackageSignals.Uninstall, installation, new UninstallPackage(id, revision, reason), cancel),
            cancel,
            InstallationStatus.Uninstalling,
            InstallationStatus.Failed);

    /// <summary>A version that can be installed now.</summary>
    public Result<PackageManifest> Installable(string slug, string version)
    {
        if (registry.Find(slug) is not { Published: true } newest) return new NotFound($"There is no package called {slug}.");
        if (registry.Find(slug, version) is not { } manifest)
            return new Invalid("version", $"{newest.Name} has no version {version}. There is {string.Join(", ", registry.VersionsOf(slug).Select(v => v.Version))}.");
        if (!manifest.Published) return new Invalid("version", $"Version {version} of {newest.Name} is not published any more. Choose {newest.Version}.");
        return newest.IsComing ? new Invalid("version", $"{newest.Name} is coming, and cannot be installed yet.") : manifest;
    }

    /// <summary>What a version asks for beyond what is granted.</summary>
    public static IReadOnlyList<PackagePermission> Ungranted(PackageManifest manifest, IEnumerable<string> granted)
    {
        var has = granted.ToHashSet(StringComparer.Ordinal);
        return [.. manifest.Contract.Permissions.Where(p => !has.Contains(p.Key))];
    }

    private async Task<Result<InstallationReceipt>> RequestInstallAsync(TenantUnit unit, PackageManifest manifest, JsonElement config, int generation, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var installation = new PackageInstallation
        {
            PackageSlug = manifest.Slug,
            Version = manifest.Version,
            Status = InstallationStatus.Requested,
            Config = JsonSerializer.SerializeToDocument(config),
            Generation = generation,
            Granted = [.. manifest.Contract.Permissions.Select(p => p.Key)],
            RequestedById = unit.Operation.Actor.Id,
            CreatedAt = now,
            UpdatedAt = now,
        };
        unit.Db.Add(installation);
        await unit.Db.SaveChangesAsync(cancel);
        var args = new InstallPackage(installation.Id, installation.Revision, manifest.Slug, manifest.Version, config, installation.Granted);
        return await RequestAsync(unit, PackageDirectives.Install, PackageSignals.Install, installation, args, cancel, InstallKey(unit.Tenant, manifest, config, generation));
    }

    /// <summary><c>dir:pkg_install:{tenant}:{slug}:{version}:{checksum of the configuration}</c>, and from the second installation on its number.</summary>
    internal static string InstallKey(TenantRef tenant, PackageManifest manifest, JsonElement config, int generation)
    {
        var checksum = IdempotencyKey.HashOf(JsonSerializer.SerializeToUtf8Bytes(new { config }))[..16];
        return $"dir:pkg_install:{tenant.Slug}:{manifest.Slug}:{manifest.Version}:{checksum}{(generation > 1 ? $":{generation}" : "")}";
    }

    private async Task<Result<InstallationReceipt>> AwaitApprovalAsync(TenantUnit unit, PackageInstallation installation, string version, CancellationToken cancel)
    {
        if (unit.Operation.Actor.Id is not { } user || !OrgRole.IsAdministrator(await unit.RoleOfAsync(user, cancel))) return new Forbidden("Only an owner or an admin of this organisation can do this.");
        installation.PendingVersion = version;
        installation.Revision++;
        installation.UpdatedAt = time.GetUtcNow();
        await unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(unit, PackageSignals.UpgradeApprovalRequired, PackageInstallation.Subject(installation.Id), new InstallationFact(installation.Id, installation.PackageSlug, version, installation.Version), cancel: cancel);
        return new InstallationReceipt(installation.Id, null, Existing: false);
    }

    /// <summary>That it was asked for, and the directive.</summary>
    private async Task<Result<InstallationReceipt>> RequestAsync<TArgs>(
        TenantUnit unit, DirectiveType<TArgs> type, PackageVerb verb, PackageInstallation installation, TArgs args, CancellationToken cancel, string? key = null)
        where TArgs : class, IInstallationArgs
    {
        var subject = PackageInstallation.Subject(installation.Id);
        var version = await IdempotencyKey.VersionAsync(unit, type, subject, args.Revision, cancel);
        var requested = await directives.RequestAsync(unit, type, new(subject, args, version, Key: key), cancel);
        if (!requested.IsOk) return requested.Error!;
        if (requested.Value.Existing) return new InstallationReceipt(installation.Id, requested.Value.Id, Existing: true);
        installation.DirectiveId = requested.Value.Id;
        await unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(unit, verb.Requested, subject, new InstallationFact(installation.Id, installation.PackageSlug, args is UpgradePackage to ? to.ToVersion : installation.Version), cancel: cancel);
        return new InstallationReceipt(installation.Id, requested.Value.Id, Existing: false);
    }

    /// <param name="inStates">Where else than installed it may be: what is asked for twice is one directive.</param>
    private Task<Result<T>> ChangeAsync<T>(
        OperationContext operation, Guid id, int revision, Func<TenantUnit, PackageInstallation, Task<Result<T>>> change, CancellationToken cancel, params string[] inStates) =>
        units.RunAsync<T>(
            operation,
            async unit =>
            {
                await PackageRules.AloneAsync(unit, cancel);
                if (await unit.Db.PackageInstallations.SingleOrDefaultAsync(i => i.Id == id, cancel) is not { } installation) return new NotFound();
                if (installation.Status != InstallationStatus.Installed && !inStates.Contains(installation.Status)) return new Conflict(WhyNotNow(installation.Status));
                if (installation.Revision != revision) return new Conflict("The installation has changed since your page showed it. Reload and decide again.");
                return await change(unit, installation);
            },
            cancel);

    private static string WhyNotNow(string status) =>
        status switch
        {
            InstallationStatus.Uninstalled => "The package has been uninstalled.",
            InstallationStatus.Failed => "The package could not be installed. Rerun its installation, or remove it.",
            InstallationStatus.Requested or InstallationStatus.Installing => "The package is being installed. Wait until that is done.",
            _ => $"The package is {status} just now. Wait until that is done.",
        };
}

/// <param name="DirectiveId">What does it; null where it waits for approval.</param>
/// <param name="Existing">The same had been asked for before: nothing was written.</param>
public sealed record InstallationReceipt(Guid InstallationId, Guid? DirectiveId, bool Existing);
