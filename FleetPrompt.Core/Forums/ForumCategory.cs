namespace FleetPrompt.Core.Forums;

public sealed class ForumCategory
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary><c>active | archived</c>; an archived category takes no new threads.</summary>
    public string Status { get; set; } = CategoryStatus.Active;

    /// <summary><c>discussion | question</c>; threads of a question category have answers that can be accepted.</summary>
    public string Mode { get; set; } = CategoryMode.Discussion;

    /// <summary>Raised by every change; one made against an older one is a conflict.</summary>
    public int Version { get; set; }

    public required Guid CreatedByUserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public static class CategoryStatus
{
    public const string Active = "active";
    public const string Archived = "archived";
}

public static class CategoryMode
{
    public const string Discussion = "discussion";
    public const string Question = "question";

    public static bool IsKnown(string? mode) => mode is Discussion or Question;
}
