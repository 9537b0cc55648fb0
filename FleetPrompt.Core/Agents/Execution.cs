using System.Text.Json;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Agents;

/// <summary>A run of something that works for people: when, why, on what it looked, what came out and what it cost.</summary>
public sealed class Execution
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What ran: <c>mattermost.digest</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>manual | schedule</c></summary>
    public required string Trigger { get; init; }

    /// <summary>One of <see cref="ExecutionStatus"/>.</summary>
    public required string Status { get; set; }

    public Guid? InstallationId { get; init; }

    public Guid? AgentId { get; init; }

    public Guid? DirectiveId { get; set; }

    public required Guid CorrelationId { get; init; }

    /// <summary>The text that the correlation id was made from, where it was (RFC 9562, version 5).</summary>
    public string? CorrelationKey { get; init; }

    public required string RequestedByType { get; init; }

    public Guid? RequestedById { get; init; }

    /// <summary>The span it looked at: from, inclusive.</summary>
    public DateTimeOffset? WindowFrom { get; init; }

    /// <summary>… to, exclusive.</summary>
    public DateTimeOffset? WindowTo { get; init; }

    public string? Model { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    /// <summary>In millionths of a US dollar.</summary>
    public long CostMicros { get; set; }

    public int? LatencyMs { get; set; }

    /// <summary>What came out, as it was sent.</summary>
    public string? Output { get; set; }

    /// <summary>What it saw, what it considered, and why it chose: where there was a choice.</summary>
    public JsonDocument? Decision { get; set; }

    public string? ErrorKind { get; set; }

    /// <summary>Safe to show; says what to do.</summary>
    public string? ErrorMessage { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public static Subject Subject(Guid id) => new("execution", id);
}

public static class ExecutionTrigger
{
    public const string Manual = "manual";
    public const string Schedule = "schedule";
}

public static class ExecutionStatus
{
    public const string Requested = "requested";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Canceled = "canceled";

    /// <summary>It may have reached the outside; a person decides.</summary>
    public const string Uncertain = "uncertain";
}

/// <summary>A line of an execution's log; free of secrets.</summary>
public sealed class ExecutionLog
{
    public long Id { get; init; }

    public required Guid ExecutionId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>info | warning | error</c></summary>
    public required string Level { get; init; }

    public required string Message { get; init; }
}
