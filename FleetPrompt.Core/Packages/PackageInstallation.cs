using System.Text.Json;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Packages;

/// <summary>A package in an organisation: which version, how it is configured, and how it fares. Changes only by directives.</summary>
public sealed class PackageInstallation
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string PackageSlug { get; init; }

    /// <summary>The version that is installed, or being installed.</summary>
    public required string Version { get; set; }

    /// <summary>One of <see cref="InstallationStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>What is disabled keeps everything and does nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>An object that fits the version's configuration schema, or lacks some of what it requires: then it waits.</summary>
    public required JsonDocument Config { get; set; }

    /// <summary>Counts from 1 for each package: what was uninstalled and installed again is another installation.</summary>
    public required int Generation { get; init; }

    /// <summary>Raised by every change; a request made against an older one is a conflict.</summary>
    public int Revision { get; set; }

    /// <summary>The keys of the permissions that an owner or admin has granted it.</summary>
    public List<string> Granted { get; set; } = [];

    /// <summary>An upgrade that asks for more than was granted, and waits for approval.</summary>
    public string? PendingVersion { get; set; }

    public Guid? RequestedById { get; init; }

    /// <summary>The newest directive about it.</summary>
    public Guid? DirectiveId { get; set; }

    public string? LastErrorKind { get; set; }

    /// <summary>Safe to show; says what to do.</summary>
    public string? LastErrorMessage { get; set; }

    public DateTimeOffset? LastErrorAt { get; set; }

    /// <summary>When it last did what it is for.</summary>
    public DateTimeOffset? LastSuccessAt { get; set; }

    public DateTimeOffset? InstalledAt { get; set; }

    public DateTimeOffset? UninstalledAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public static Subject Subject(Guid id) => new("package.installation", id);
}

public static class InstallationStatus
{
    public const string Requested = "requested";
    public const string Installing = "installing";
    public const string Installed = "installed";
    public const string Upgrading = "upgrading";
    public const string Uninstalling = "uninstalling";
    public const string Uninstalled = "uninstalled";

    /// <summary>It could not be installed: nothing of it was made. Rerunning its directive tries again.</summary>
    public const string Failed = "failed";
}

/// <summary>Something that an installation made in its organisation, so that an upgrade and an uninstall know what is theirs.</summary>
public sealed class PackageProvision
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid InstallationId { get; init; }

    /// <summary>What it is: <c>agent | workflow | …</c></summary>
    public required string Kind { get; init; }

    /// <summary>Its key in the manifest.</summary>
    public required string Key { get; init; }

    /// <summary>The row that was made.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>The package's version that it is as of.</summary>
    public required string Version { get; set; }

    /// <summary>SHA-256, in hex, of what the package wrote: where the row differs, a person has edited it.</summary>
    public required string Checksum { get; set; }

    /// <summary><c>provisioned | kept | removed</c>; what is kept belongs to the organisation.</summary>
    public required string State { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class ProvisionState
{
    public const string Provisioned = "provisioned";
    public const string Kept = "kept";
    public const string Removed = "removed";
}
