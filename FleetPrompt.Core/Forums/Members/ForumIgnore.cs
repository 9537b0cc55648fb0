namespace FleetPrompt.Core.Forums.Members;

/// <summary>Somebody does not want to read what somebody else writes: it stays folded, and tells them nothing.</summary>
public sealed class ForumIgnore
{
    public required Guid UserId { get; init; }

    public required Guid IgnoredUserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
