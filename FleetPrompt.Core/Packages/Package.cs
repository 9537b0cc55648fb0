namespace FleetPrompt.Core.Packages;

/// <summary>A package of the registry as the marketplace lists it. What stands here comes from its newest manifest; counts and the rating come from organisations.</summary>
public sealed class Package
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public required string Name { get; set; }

    /// <summary>The newest published version.</summary>
    public required string Version { get; set; }

    /// <summary>One sentence.</summary>
    public required string Description { get; set; }

    public required string Publisher { get; set; }

    /// <summary>One of <see cref="PackageCategory.All"/>.</summary>
    public required string Category { get; set; }

    /// <summary><c>available | coming</c>: what is coming is listed and cannot be installed yet.</summary>
    public required string Availability { get; set; }

    public bool IsVerified { get; set; }

    public bool IsFeatured { get; set; }

    /// <summary>What is not published can be neither found nor installed; what is installed goes on.</summary>
    public bool IsPublished { get; set; }

    /// <summary>Organisations that have it now.</summary>
    public int InstallCount { get; set; }

    public int ReviewCount { get; set; }

    /// <summary>The mean of its reviews, 1 to 5; null without any.</summary>
    public decimal? RatingAverage { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A version of a package, for good: the same number never means something else.</summary>
public sealed class PackageVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PackageId { get; init; }

    /// <summary>Semantic (semver.org, 2.0.0).</summary>
    public required string Version { get; init; }

    /// <summary>The manifest as it stands in its file, readme included.</summary>
    public required string Manifest { get; init; }

    /// <summary>SHA-256 of the manifest, in hex.</summary>
    public required string Checksum { get; init; }

    public DateTimeOffset PublishedAt { get; init; }
}

/// <summary>An organisation that has a package now: what <see cref="Package.InstallCount"/> counts.</summary>
public sealed class PackageInstall
{
    public required string PackageSlug { get; init; }

    public required Guid OrganizationId { get; init; }

    public DateTimeOffset InstalledAt { get; init; }
}

/// <summary>What a member thinks of a package; one for each member and package, seen by all organisations under the member's name.</summary>
public sealed class PackageReview
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PackageId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Whose member wrote it: only there can it be taken back by others.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>1 to 5 stars.</summary>
    public required int Rating { get; set; }

    public string? Text { get; set; }

    /// <summary>The version that was installed when it was written.</summary>
    public required string Version { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class PackageCategory
{
    public static readonly IReadOnlyList<string> All = ["operations", "customer_service", "sales", "data", "development", "marketing", "finance", "hr"];

    /// <summary>The category in words.</summary>
    public static string Words(string category) => category == "hr" ? "HR" : char.ToUpperInvariant(category[0]) + category[1..].Replace('_', ' ');
}

public static class PackageAvailability
{
    public const string Available = "available";
    public const string Coming = "coming";
}
