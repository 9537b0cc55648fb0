namespace FleetPrompt.Core.Tenancy;

public sealed class Organization
{
    public const int DefaultRetentionDays = 30;
    public const int ShortestRetentionDays = 7;
    public const int LongestRetentionDays = 3650;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Given by the database; small, never reused.</summary>
    public int TenantId { get; private set; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public string Status { get; set; } = OrganizationStatus.Provisioning;

    /// <summary>How long facts are kept once nothing needs them any more; at least <see cref="ShortestRetentionDays"/>.</summary>
    public int SignalRetentionDays { get; set; } = DefaultRetentionDays;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public TenantRef Tenant => new(Id, TenantId, Slug);
}

public static class OrganizationStatus
{
    public const string Provisioning = "provisioning";
    public const string Active = "active";
}
