namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>How far a person has read a thread, and how closely they follow it.</summary>
public sealed class ThreadUser
{
    public required Guid UserId { get; init; }

    public required Guid ThreadId { get; init; }

    /// <summary>The newest post that was in view; zero for a thread that was never opened.</summary>
    public int LastReadNumber { get; set; }

    /// <summary>When it was read or put aside; a thread without is new to the person.</summary>
    public DateTimeOffset? LastReadAt { get; set; }

    /// <summary>One of <see cref="WatchLevel"/>.</summary>
    public string Level { get; set; } = WatchLevel.Normal;

    /// <summary>The person said so: what follows from writing in the thread no longer changes it.</summary>
    public bool LevelChosen { get; set; }
}

/// <summary>How closely a person follows the threads of a category.</summary>
public sealed class CategoryUser
{
    public required Guid UserId { get; init; }

    public required Guid CategoryId { get; init; }

    /// <summary>One of <see cref="WatchLevel"/>.</summary>
    public required string Level { get; set; }
}

/// <summary>Since when a person reads here: what is older is not new to them.</summary>
public sealed class ForumReader
{
    public required Guid UserId { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }
}

/// <summary>How many of a thread's posts a person has written, as far as they can be read.</summary>
public sealed class ThreadParticipant
{
    public required Guid ThreadId { get; init; }

    public required Guid UserId { get; init; }

    public int Posts { get; set; }
}
