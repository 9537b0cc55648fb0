namespace FleetPrompt.Core.Tenancy;

/// <summary>A person's place in an organisation. Removal keeps the row, so that history can still be named.</summary>
public sealed class OrganizationMembership
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganizationId { get; init; }

    public required Guid UserId { get; init; }

    public required string Role { get; set; }

    public string Status { get; set; } = MembershipStatus.Active;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>To a quarter of an hour.</summary>
    public DateTimeOffset? LastActiveAt { get; set; }

    public Organization? Organization { get; private set; }
}

public static class MembershipStatus
{
    public const string Active = "active";
    public const string Removed = "removed";

    /// <summary>An author known only by name, brought in by an import. Cannot sign in.</summary>
    public const string Placeholder = "placeholder";
}
