namespace FleetPrompt.Core.Forums;

/// <summary>Where a post stood before it went to another thread, so that links to it still arrive.</summary>
public sealed class ForumPostMove
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PostId { get; init; }

    public required Guid FromThreadId { get; init; }

    public required int FromNumber { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
