using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace FleetPrompt.Web.Tenancy;

/// <summary>The organisation a form was rendered for, sealed: a tab whose session has switched meanwhile posts into neither.</summary>
public sealed class RenderedFor(IDataProtectionProvider protection)
{
    public const string Field = "renderedFor";
    private readonly IDataProtector protector = protection.CreateProtector("FleetPrompt.Form.Organization");

    public string Seal(TenantRef tenant) => protector.Protect(tenant.OrganizationId.ToString());

    public bool Matches(string? sealedOrganization, TenantRef tenant)
    {
        if (string.IsNullOrEmpty(sealedOrganization)) return false;
        try
        {
            return protector.Unprotect(sealedOrganization) == tenant.OrganizationId.ToString();
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
