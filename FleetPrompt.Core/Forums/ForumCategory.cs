namespace FleetPrompt.Core.Forums;

public sealed class ForumCategory
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary><c>active | archived</c>; an archived category takes no new threads.</summary>
    public string Status { get; set; } = CategoryStatus.Active;

    public required Guid CreatedByUserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class CategoryStatus
{
    public const string Active = "active";
    public const string Archived = "archived";
}
