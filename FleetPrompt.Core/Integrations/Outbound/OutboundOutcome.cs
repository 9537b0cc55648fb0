using System.Net;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>What came of a request; there are no others. Reasons are whole sentences that are safe to show, and hold nothing of the path, the query, the headers or the body.</summary>
public abstract record OutboundOutcome
{
    private OutboundOutcome() { }

    /// <summary>The other side answered.</summary>
    /// <param name="Body">The first 64 KiB at most.</param>
    /// <param name="Truncated">The body is longer, or the connection ended or was too slow before all of it had come.</param>
    public sealed record Answered(int Status, ReadOnlyMemory<byte> Body, bool Truncated, TimeSpan? RetryAfter) : OutboundOutcome;

    /// <summary>It may not be called. Nothing was sent, nor was anybody connected to.</summary>
    /// <param name="Address">The address that was refused, where it was one.</param>
    public sealed record Refused(string Reason, IPAddress? Address) : OutboundOutcome;

    /// <summary>No connection came about, or none that could be trusted: certainly not a byte of the request has left.</summary>
    public sealed record NotSent(string Reason) : OutboundOutcome;

    /// <summary>The request was begun and no answer came: the other side may have it, or not.</summary>
    public sealed record Unknown(string Reason) : OutboundOutcome;
}
