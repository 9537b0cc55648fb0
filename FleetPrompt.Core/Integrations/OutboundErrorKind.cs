namespace FleetPrompt.Core.Integrations;

/// <summary>Why something did not get out; also what a credential and a message say of their last failure.</summary>
public static class OutboundErrorKind
{
    /// <summary>The other side does not let us: the secret is revoked, or may not do this.</summary>
    public const string Auth = "auth";

    /// <summary>Too much, or not now. It was not taken.</summary>
    public const string RateLimit = "rate_limit";

    /// <summary>No connection came about. Nothing was sent.</summary>
    public const string Network = "network";

    /// <summary>What was asked cannot be: a setting has to change.</summary>
    public const string Validation = "validation";

    /// <summary>The other side failed, or nobody knows whether it took it.</summary>
    public const string Unknown = "unknown";
}
