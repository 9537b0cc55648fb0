namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>A post that a person wants to find again, and may want to be reminded of. Theirs alone.</summary>
public sealed class Bookmark
{
    public const int MaxNoteLength = 500;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public required Guid PostId { get; init; }

    public required Guid ThreadId { get; init; }

    public string? Note { get; set; }

    public DateTimeOffset? RemindAt { get; set; }

    public DateTimeOffset? RemindedAt { get; set; }

    /// <summary>Raised by every change: a reminder that was asked for an older one says nothing.</summary>
    public int Version { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
