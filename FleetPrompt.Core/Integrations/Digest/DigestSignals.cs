using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What happens to digests, told on the installation's stream.</summary>
public static class DigestSignals
{
    public static readonly SignalType<DigestFact> Requested = new("mattermost.digest.requested", "asked for a digest");
    public static readonly SignalType<DigestTextFact> Generated = new("mattermost.digest.generated", "wrote a digest");
    public static readonly SignalType<MessageFact> Posted = new("mattermost.message.posted", "posted to Mattermost");
    public static readonly SignalType<MessageFact> Failed = new("mattermost.message.failed", "could not post to Mattermost");
    public static readonly SignalType<MessageFact> Settled = new("mattermost.message.settled", "found a message in Mattermost that was uncertain");

    /// <summary>Somebody outside has got something of use.</summary>
    public static readonly SignalType<ValueFact> Value = new("value.digest.posted", "delivered a digest");

    public static readonly IReadOnlyList<SignalType> All = [Requested, Generated, Posted, Failed, Settled, Value];
}

public sealed record DigestFact(Guid ExecutionId, Guid InstallationId, string Trigger);

public sealed record DigestTextFact(Guid ExecutionId, Guid InstallationId, int Lines, int Characters);

/// <param name="Status"><c>sent | failed | uncertain</c></param>
/// <param name="ErrorKind"><c>auth | rate_limit | network | validation | unknown</c>; none when it was posted.</param>
public sealed record MessageFact(Guid MessageId, Guid? ExecutionId, int Attempt, string Status, string? ErrorKind = null, int? HttpStatus = null);

public sealed record ValueFact(Guid ExecutionId, Guid MessageId);
