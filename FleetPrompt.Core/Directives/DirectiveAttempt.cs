namespace FleetPrompt.Core.Directives;

/// <summary>One try at a directive and how it ended. The history stays when a failed directive is run again.</summary>
public sealed class DirectiveAttempt
{
    public required Guid DirectiveId { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Null while it waits: a rerun that was asked for and has not begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary><c>succeeded | failed | canceled</c>; null while it runs.</summary>
    public string? Outcome { get; init; }

    public string? ErrorKind { get; init; }

    public string? ErrorMessage { get; init; }

    public Guid? RerunBy { get; init; }

    public string? RerunReason { get; init; }
}
