using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Integrations;

/// <summary>
/// The ledger of what leaves for other systems: one row for each thing to be said once, whoever asks and however often. What may have arrived is <see cref="OutboundStatus.Uncertain"/> and is
/// never sent again unless a person says so.
/// </summary>
public sealed class OutboundMessage
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Provider { get; init; }

    public required Guid CredentialId { get; init; }

    public Guid? ExecutionId { get; init; }

    /// <summary>The directive on whose authority it was last sent.</summary>
    public required Guid DirectiveId { get; set; }

    /// <summary>Host and channel; nothing secret.</summary>
    public required string Destination { get; init; }

    /// <summary>What makes two of them the same thing.</summary>
    public required string DedupeKey { get; init; }

    /// <summary>One of <see cref="OutboundStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>Counts from 1; only a person raises it.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary><c>auth | rate_limit | network | validation | unknown</c></summary>
    public string? ErrorKind { get; set; }

    /// <summary>Safe to show; says what to do.</summary>
    public string? ErrorMessage { get; set; }

    public int? HttpStatus { get; set; }

    /// <summary>SHA-256 of the text, in hex.</summary>
    public required string TextSha256 { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SendingAt { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public static Subject Subject(Guid id) => new("outbound.message", id);
}

public static class OutboundStatus
{
    public const string Pending = "pending";
    public const string Sending = "sending";
    public const string Sent = "sent";

    /// <summary>It certainly did not arrive.</summary>
    public const string Failed = "failed";

    /// <summary>It may have arrived.</summary>
    public const string Uncertain = "uncertain";
}
