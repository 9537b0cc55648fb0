using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Packages;

/// <summary>What happens to packages in an organisation, told on the installation's stream.</summary>
public static class PackageSignals
{
    public static readonly PackageVerb Install = new("install", "install a package", "installing the package", "installed the package");
    public static readonly PackageVerb Upgrade = new("upgrade", "upgrade a package", "upgrading the package", "upgraded the package");
    public static readonly PackageVerb Configure = new("configure", "configure a package", "configuring the package", "configured the package");
    public static readonly PackageVerb Enable = new("enable", "enable a package", "enabling the package", "enabled the package");
    public static readonly PackageVerb Disable = new("disable", "disable a package", "disabling the package", "disabled the package");
    public static readonly PackageVerb Uninstall = new("uninstall", "uninstall a package", "uninstalling the package", "uninstalled the package");

    /// <summary>The new version asks for more than was granted.</summary>
    public static readonly SignalType<InstallationFact> UpgradeApprovalRequired = new("package.upgrade.approval_required", "asked for an upgrade that needs approval");

    public static readonly SignalType<ReviewFact> Reviewed = new("package.reviewed", "reviewed a package");

    public static readonly IReadOnlyList<PackageVerb> Verbs = [Install, Upgrade, Configure, Enable, Disable, Uninstall];

    public static readonly IReadOnlyList<SignalType> All = [.. Verbs.SelectMany(v => v.All), UpgradeApprovalRequired, Reviewed];
}

/// <summary>The four signals of something that is done to an installation.</summary>
public sealed class PackageVerb(string name, string intent, string doing, string done)
{
    public string Name => name;

    /// <summary>The directive's name.</summary>
    public string Directive => $"package.{name}";

    public SignalType<InstallationFact> Requested { get; } = new($"package.{name}.requested", $"asked to {intent}");

    public SignalType<InstallationFact> Started { get; } = new($"package.{name}.started", $"began {doing}");

    public SignalType<InstallationFact> Completed { get; } = new($"package.{name}.completed", done);

    public SignalType<InstallationFact> Failed { get; } = new($"package.{name}.failed", $"failed in {doing}");

    internal IReadOnlyList<SignalType> All => [Requested, Started, Completed, Failed];
}

/// <param name="FromVersion">Of an upgrade.</param>
public sealed record InstallationFact(Guid InstallationId, string PackageSlug, string Version, string? FromVersion = null, string? ErrorKind = null);

public sealed record ReviewFact(Guid ReviewId, string PackageSlug, int Rating);
