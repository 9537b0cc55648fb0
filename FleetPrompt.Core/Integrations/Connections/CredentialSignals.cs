using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Integrations.Connections;

/// <summary>What happens to connections with other systems. Never what they are opened with, nor where they lead.</summary>
public static class CredentialSignals
{
    public static readonly SignalType<CredentialFact> Connected = new("integration.credential.connected", "connected another system", Visibility.Admins);
    public static readonly SignalType<CredentialFact> Rotated = new("integration.credential.rotated", "renewed the secret of a connection", Visibility.Admins);
    public static readonly SignalType<CredentialFact> Revoked = new("integration.credential.revoked", "revoked a connection", Visibility.Admins);

    public static readonly IReadOnlyList<SignalType> All = [Connected, Rotated, Revoked];
}

public sealed record CredentialFact(Guid CredentialId, string Provider, string Kind, int Revision);
