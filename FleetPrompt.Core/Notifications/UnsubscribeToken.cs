using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace FleetPrompt.Core.Notifications;

/// <summary>What a mail's link to no more mails carries: who, and in which organisation, sealed. It lets nobody do anything else.</summary>
public sealed class UnsubscribeToken(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("FleetPrompt.Notifications.Unsubscribe");

    public string Seal(Guid organization, Guid user) => protector.Protect($"{organization:N}{user:N}");

    /// <summary>Null for what was not sealed here.</summary>
    public (Guid Organization, Guid User)? Open(string? token)
    {
        if (token is not { Length: > 0 and < 1000 }) return null;
        try
        {
            var ids = protector.Unprotect(token);
            return ids.Length == 64 ? (Guid.ParseExact(ids[..32], "N"), Guid.ParseExact(ids[32..], "N")) : null;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
