using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>Opens an organisation's connections for what sends with them.</summary>
public sealed class MattermostConnections(CredentialProtector protector, OutboundPolicy policy)
{
    /// <summary>Errors, with what to do: <see cref="NotFound"/> (none such, or revoked), <see cref="Conflict"/> (does not open), <see cref="Invalid"/> (its address is not allowed any more).</summary>
    public async Task<Result<MattermostConnection>> OpenAsync(TenantUnit unit, Guid credentialId, CancellationToken cancel)
    {
        var credential = await unit.Db.IntegrationCredentials.AsNoTracking().SingleOrDefaultAsync(c => c.Id == credentialId && c.Provider == MattermostConnection.Provider, cancel);
        if (credential is not { Status: CredentialStatus.Connected }) return new NotFound("The connection to Mattermost is gone or was revoked. Connect it again.");
        var opened = protector.Open(unit.Tenant, credential.Id, credential.Kind, credential.Ciphertext);
        return opened.IsOk ? MattermostConnection.FromSecret(credential.Kind, opened.Value, policy) : opened.Error!;
    }
}
