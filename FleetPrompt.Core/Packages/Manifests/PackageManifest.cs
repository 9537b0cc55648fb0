using System.Text.Json;
using NuGet.Versioning;

namespace FleetPrompt.Core.Packages.Manifests;

/// <summary>What a version of a package is, brings, asks for and can be told. Fits <c>package.schema.json</c>.</summary>
/// <param name="Icon">The name of one of the platform's icons.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Availability">One of <see cref="PackageAvailability"/>.</param>
/// <param name="Configuration">A JSON Schema of type object; its properties are the fields of the form.</param>
public sealed record PackageManifest(
    string Slug,
    string Name,
    string Version,
    string Publisher,
    string Category,
    string License,
    string Icon,
    string Description,
    string Availability,
    bool Published,
    IReadOnlyList<PackageChange> Changelog,
    PackageIncludes Includes,
    PackageContract Contract,
    JsonElement Configuration)
{
    public bool Verified { get; init; }

    public bool Featured { get; init; }

    public IReadOnlyList<PackageDependency> Dependencies { get; init; } = [];

    /// <summary>The long description, in Markdown.</summary>
    public string Readme { get; init; } = "";

    public SemanticVersion Semantic => SemanticVersion.Parse(Version);

    public bool IsComing => Availability == PackageAvailability.Coming;
}

public sealed record PackageChange(string Version, DateOnly Date, IReadOnlyList<string> Changes);

/// <param name="Version">The least version, or a range (<c>[1.0.0,2.0.0)</c>).</param>
public sealed record PackageDependency(string Slug, string Version)
{
    public bool IsMetBy(string installed) => VersionRange.Parse(Version).Satisfies(NuGetVersion.Parse(installed));
}

public sealed record PackageIncludes
{
    public IReadOnlyList<IncludedAgent> Agents { get; init; } = [];

    public IReadOnlyList<IncludedSkill> Skills { get; init; } = [];

    public IReadOnlyList<IncludedPart> Tools { get; init; } = [];

    public IReadOnlyList<IncludedPart> Workflows { get; init; } = [];

    public IReadOnlyList<IncludedIntegration> Integrations { get; init; } = [];
}

public sealed record IncludedAgent(string Key, string Name, string Description, string Instructions)
{
    public IReadOnlyList<string> Skills { get; init; } = [];
}

public sealed record IncludedSkill(string Slug, string Name, string Description, string Category, string Instructions);

public sealed record IncludedPart(string Key, string Name, string Description);

public sealed record IncludedIntegration(string Key, string Provider, IReadOnlyList<string> Actions);

/// <summary>What a package may do, for people to judge and for the platform to hold it to.</summary>
/// <param name="Consumes">Names of signals, or the beginnings of names (<c>package.*</c>).</param>
/// <param name="Directives">Those it may request.</param>
public sealed record PackageContract(
    IReadOnlyList<string> Consumes,
    IReadOnlyList<string> Emits,
    IReadOnlyList<string> Directives,
    IReadOnlyList<PackagePermission> Permissions,
    IReadOnlyList<PackageReads> Reads)
{
    public IReadOnlyList<PackageRateLimit> RateLimits { get; init; } = [];

    public IReadOnlyList<PackageCostCap> CostCaps { get; init; } = [];
}

public sealed record PackagePermission(string Key, string Title, string Reason);

public sealed record PackageReads(string What, string Reason);

public sealed record PackageRateLimit(string What, int Limit, string Per);

public sealed record PackageCostCap(string What, decimal Usd, string Per);
