using System.Text.Json;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Packages;

/// <summary>What may be done to an installation, by whom.</summary>
public static class PackageDirectives
{
    public static readonly DirectiveType<InstallPackage> Install = Of<InstallPackage>(PackageSignals.Install, "asked to install a package");
    public static readonly DirectiveType<UpgradePackage> Upgrade = Of<UpgradePackage>(PackageSignals.Upgrade, "asked to upgrade a package");
    public static readonly DirectiveType<ConfigurePackage> Configure = Of<ConfigurePackage>(PackageSignals.Configure, "asked to configure a package");
    public static readonly DirectiveType<SwitchPackage> Enable = Of<SwitchPackage>(PackageSignals.Enable, "asked to enable a package");
    public static readonly DirectiveType<SwitchPackage> Disable = Of<SwitchPackage>(PackageSignals.Disable, "asked to disable a package");
    public static readonly DirectiveType<UninstallPackage> Uninstall = Of<UninstallPackage>(PackageSignals.Uninstall, "asked to uninstall a package");

    private static DirectiveType<TArgs> Of<TArgs>(PackageVerb verb, string description)
        where TArgs : class, IDirectiveArgs => new(verb.Directive, description, OrgRole.Administrators);
}

/// <summary>About an installation as the requester saw it.</summary>
public interface IInstallationArgs : IDirectiveArgs
{
    Guid InstallationId { get; }

    /// <summary>The installation's revision on the page that was acted on.</summary>
    int Revision { get; }
}

/// <param name="Granted">Keys of the permissions that the requester has granted.</param>
public sealed record InstallPackage(Guid InstallationId, int Revision, string PackageSlug, string Version, JsonElement Config, IReadOnlyList<string> Granted) : IInstallationArgs
{
    public IEnumerable<FieldProblem> Problems() => InstallationArgs.Problems(this);
}

/// <inheritdoc cref="InstallPackage"/>
public sealed record UpgradePackage(Guid InstallationId, int Revision, string FromVersion, string ToVersion, IReadOnlyList<string> Granted) : IInstallationArgs
{
    public IEnumerable<FieldProblem> Problems() => InstallationArgs.Problems(this);
}

public sealed record ConfigurePackage(Guid InstallationId, int Revision, JsonElement Config) : IInstallationArgs
{
    public IEnumerable<FieldProblem> Problems() => InstallationArgs.Problems(this);
}

public sealed record SwitchPackage(Guid InstallationId, int Revision, string? Reason = null) : IInstallationArgs
{
    public IEnumerable<FieldProblem> Problems() => InstallationArgs.Problems(this);
}

public sealed record UninstallPackage(Guid InstallationId, int Revision, string? Reason = null) : IInstallationArgs
{
    public IEnumerable<FieldProblem> Problems() => InstallationArgs.Problems(this);
}

internal static class InstallationArgs
{
    public static IEnumerable<FieldProblem> Problems(IInstallationArgs args)
    {
        if (args.InstallationId == Guid.Empty) yield return new("installation", "Say which installation is meant.");
        if (args.Revision < 0) yield return new("revision", "The revision cannot be negative. Reload the page.");
    }
}
