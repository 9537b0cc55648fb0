namespace FleetPrompt.Core.Moderation;

/// <summary>What moderators tell each other about a member. Never shown to anybody else.</summary>
public sealed class AuthorNote
{
    public const int LongestText = 1_000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public required Guid WrittenByUserId { get; init; }

    public required string Text { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
