namespace FleetPrompt.Core.Accounts;

/// <summary>Something a person should know of. One row for a person, a kind and the signal it follows from, however often that signal is given.</summary>
public sealed class Notification
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    /// <summary>One of <see cref="NotificationKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    /// <summary>The fact it follows from. That may be gone by now.</summary>
    public required Guid SignalId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }
}

public static class NotificationKinds
{
    public const string Welcome = "welcome";
}
