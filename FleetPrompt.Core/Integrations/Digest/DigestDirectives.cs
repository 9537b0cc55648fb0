using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What may be asked of digests, by whom.</summary>
public static class DigestDirectives
{
    /// <summary>Collects, writes and posts; asked for by a person or by the schedule.</summary>
    public static readonly DirectiveType<RunDigest> Run = new("mattermost.digest.run", "asked for a digest in Mattermost", [.. OrgRole.Administrators, Actor.SystemType], Effects.External)
    {
        Limits = new(Running: 2),
    };

    /// <summary>Posts a short message, to see whether a connection works.</summary>
    public static readonly DirectiveType<TestConnection> Test = new("mattermost.connection.test", "asked for a test message in Mattermost", OrgRole.Administrators, Effects.External)
    {
        Limits = new(PerHour: 30, Burst: 10),
    };

    /// <summary>A person has looked, and it is not there: post it again.</summary>
    public static readonly DirectiveType<DecideMessage> Resend = new("mattermost.message.resend", "asked to send a message again", OrgRole.Administrators, Effects.External);

    /// <summary>A person has looked, and it is there.</summary>
    public static readonly DirectiveType<DecideMessage> Settle = new("mattermost.message.settle", "said that a message had arrived", OrgRole.Administrators);
}

public sealed record RunDigest(Guid ExecutionId, Guid InstallationId) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (ExecutionId == Guid.Empty) yield return new("execution", "Say which execution is meant.");
        if (InstallationId == Guid.Empty) yield return new("installation", "Say which installation is meant.");
    }
}

/// <param name="FormKey">Issued with the page: a second click is the same test.</param>
public sealed record TestConnection(Guid CredentialId, string? Channel, Guid FormKey) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (CredentialId == Guid.Empty) yield return new("credential", "Say which connection is meant.");
        if (FormKey == Guid.Empty) yield return new("formKey", "Reload the page and try again.");
    }
}

/// <param name="Attempt">The message's attempt on the page that was acted on.</param>
public sealed record DecideMessage(Guid MessageId, int Attempt, string? Reason = null) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (MessageId == Guid.Empty) yield return new("message", "Say which message is meant.");
        if (Attempt < 1) yield return new("attempt", "Attempts count from 1. Reload the page.");
    }
}
