using System.Security.Cryptography;
using System.Text;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace FleetPrompt.Core.Integrations;

/// <summary>Seals secrets with the key ring. Each opens only for the organisation, the row and the kind it was sealed for: moved anywhere else, it stays shut.</summary>
public sealed class CredentialProtector(IDataProtectionProvider protection)
{
    public byte[] Protect(TenantRef tenant, Guid credentialId, string kind, Secret secret) =>
        For(tenant, credentialId, kind).Protect(Encoding.UTF8.GetBytes(secret.Reveal()));

    /// <summary>The secret; or <see cref="Conflict"/> where it does not open, and somebody has to connect anew.</summary>
    public Result<Secret> Open(TenantRef tenant, Guid credentialId, string kind, byte[] ciphertext)
    {
        try
        {
            return new Secret(Encoding.UTF8.GetString(For(tenant, credentialId, kind).Unprotect(ciphertext)));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return new Conflict("What was stored for this connection cannot be opened here any more. Connect it again.");
        }
    }

    private IDataProtector For(TenantRef tenant, Guid credentialId, string kind) =>
        protection.CreateProtector("FleetPrompt.Integrations.Credential", tenant.OrganizationId.ToString("N"), credentialId.ToString("N"), kind);
}
