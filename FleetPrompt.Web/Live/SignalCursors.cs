using System.Security.Cryptography;
using System.Text.Json;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace FleetPrompt.Web.Live;

/// <summary>
/// Places as clients keep them: sealed for one organisation, so that nobody learns the database's transaction numbers, begins where it likes, or takes
/// a cursor to another organisation.
/// </summary>
internal sealed class SignalCursors(IDataProtectionProvider protection)
{
    public string Seal(TenantRef tenant, SignalPlace place) => Of(tenant).Protect(JsonSerializer.Serialize(place, SignalJson.Options));

    /// <summary>Null stays null. What was not sealed here for this organisation is <see cref="SignalPlace.Lost"/>: nothing tells garbage from a stranger's cursor.</summary>
    public SignalPlace? Open(TenantRef tenant, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        try
        {
            return JsonSerializer.Deserialize<SignalPlace>(Of(tenant).Unprotect(cursor), SignalJson.Options) ?? SignalPlace.Lost;
        }
        catch (Exception unusable) when (unusable is CryptographicException or JsonException)
        {
            return SignalPlace.Lost;
        }
    }

    private IDataProtector Of(TenantRef tenant) => protection.CreateProtector("FleetPrompt.Signals.Cursor", tenant.OrganizationId.ToString());
}
