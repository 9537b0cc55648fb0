using System.Text.Json;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Packages.Installing;

internal sealed class InstallPackageHandler(PackageRegistry registry, PackageRules rules, Provisioning provisioning, IPackageInstalls installs, SignalBus signals, TimeProvider time)
    : InstallationHandler<InstallPackage>(PackageSignals.Install, signals, time)
{
    protected override IReadOnlyList<string> States => [InstallationStatus.Requested, InstallationStatus.Installing, InstallationStatus.Failed];

    protected override void Begin(PackageInstallation installation, InstallPackage args) => installation.Status = InstallationStatus.Installing;

    protected override async Task<DirectiveOutcome.Failed?> ActAsync(DirectiveRun run, PackageInstallation installation, InstallPackage args, CancellationToken cancel)
    {
        if (registry.Find(args.PackageSlug, args.Version) is not { } manifest) return Unknown(args.Version);
        if (await rules.MissingAsync(run.Unit, manifest, cancel) is { } missing) return new DirectiveOutcome.Failed("dependency", missing);
        await provisioning.ApplyAsync(run.Unit, installation, manifest, cancel);
        await installs.NoteAsync(run.Unit, installation.PackageSlug, installed: true, cancel);
        installation.Status = InstallationStatus.Installed;
        installation.InstalledAt = Now;
        return null;
    }

    /// <summary>What was canceled leaves no trace but its history; what failed can be rerun.</summary>
    protected override void End(PackageInstallation installation, InstallPackage args, DirectiveOutcome.Failed? failure)
    {
        installation.Status = failure is null ? InstallationStatus.Uninstalled : InstallationStatus.Failed;
        if (failure is null) installation.UninstalledAt = Now;
    }

    internal static DirectiveOutcome.Failed Unknown(string version) =>
        new(DirectiveErrors.NotFound, $"Version {version} is not known on the node that tried. Rerun it once all nodes have been brought up to date.");
}

internal sealed class UpgradePackageHandler(PackageRegistry registry, PackageRules rules, Provisioning provisioning, SignalBus signals, TimeProvider time)
    : InstallationHandler<UpgradePackage>(PackageSignals.Upgrade, signals, time)
{
    protected override IReadOnlyList<string> States => [InstallationStatus.Installed, InstallationStatus.Upgrading];

    protected override void Begin(PackageInstallation installation, UpgradePackage args) => installation.Status = InstallationStatus.Upgrading;

    protected override async Task<DirectiveOutcome.Failed?> ActAsync(DirectiveRun run, PackageInstallation installation, UpgradePackage args, CancellationToken cancel)
    {
        if (registry.Find(installation.PackageSlug, args.ToVersion) is not { } manifest) return InstallPackageHandler.Unknown(args.ToVersion);
        if (await rules.MissingAsync(run.Unit, manifest, cancel) is { } missing) return new DirectiveOutcome.Failed("dependency", missing);
        if (await rules.NeededByAsync(run.Unit, installation, args.ToVersion, cancel) is { } needed) return new DirectiveOutcome.Failed("dependency", needed);
        await provisioning.ApplyAsync(run.Unit, installation, manifest, cancel);
        installation.Version = manifest.Version;
        installation.Granted = [.. args.Granted];
        installation.PendingVersion = null;
        installation.Status = InstallationStatus.Installed;
        return null;
    }

    protected override void End(PackageInstallation installation, UpgradePackage args, DirectiveOutcome.Failed? failure) => installation.Status = InstallationStatus.Installed;
}

internal sealed class ConfigurePackageHandler(PackageRegistry registry, PackageRules rules, SignalBus signals, TimeProvider time) : InstallationHandler<ConfigurePackage>(PackageSignals.Configure, signals, time)
{
    protected override async Task<DirectiveOutcome.Failed?> ActAsync(DirectiveRun run, PackageInstallation installation, ConfigurePackage args, CancellationToken cancel)
    {
        if (registry.Find(installation.PackageSlug, installation.Version) is not { } manifest) return InstallPackageHandler.Unknown(installation.Version);
        var problems = await rules.ProblemsAsync(run.Unit, manifest, args.Config, complete: true, cancel);
        if (problems.Count > 0) return new DirectiveOutcome.Failed(DirectiveErrors.Validation, string.Join(" ", problems.Select(p => p.Message)));
        installation.Config = JsonSerializer.SerializeToDocument(args.Config);
        return null;
    }
}

internal abstract class SwitchPackageHandler(PackageVerb verb, bool on, SignalBus signals, TimeProvider time) : InstallationHandler<SwitchPackage>(verb, signals, time)
{
    protected override Task<DirectiveOutcome.Failed?> ActAsync(DirectiveRun run, PackageInstallation installation, SwitchPackage args, CancellationToken cancel)
    {
        installation.Enabled = on;
        return Task.FromResult<DirectiveOutcome.Failed?>(null);
    }
}

internal sealed class EnablePackageHandler(SignalBus signals, TimeProvider time) : SwitchPackageHandler(PackageSignals.Enable, true, signals, time);

internal sealed class DisablePackageHandler(SignalBus signals, TimeProvider time) : SwitchPackageHandler(PackageSignals.Disable, false, signals, time);

internal sealed class UninstallPackageHandler(PackageRules rules, Provisioning provisioning, IPackageInstalls installs, SignalBus signals, TimeProvider time)
    : InstallationHandler<UninstallPackage>(PackageSignals.Uninstall, signals, time)
{
    protected override IReadOnlyList<string> States => [InstallationStatus.Installed, InstallationStatus.Failed, InstallationStatus.Uninstalling];

    protected override void Begin(PackageInstallation installation, UninstallPackage args) => installation.Status = InstallationStatus.Uninstalling;

    protected override async Task<DirectiveOutcome.Failed?> ActAsync(DirectiveRun run, PackageInstallation installation, UninstallPackage args, CancellationToken cancel)
    {
        if (await rules.NeededByAsync(run.Unit, installation, null, cancel) is { } needed) return new DirectiveOutcome.Failed("dependency", needed);
        await provisioning.RemoveAsync(run.Unit, installation, cancel);
        await installs.NoteAsync(run.Unit, installation.PackageSlug, installed: false, cancel);
        installation.Status = InstallationStatus.Uninstalled;
        installation.Enabled = false;
        installation.PendingVersion = null;
        installation.UninstalledAt = Now;
        return null;
    }

    protected override void End(PackageInstallation installation, UninstallPackage args, DirectiveOutcome.Failed? failure) =>
        installation.Status = installation.InstalledAt is null ? InstallationStatus.Failed : InstallationStatus.Installed;
}
