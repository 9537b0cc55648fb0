namespace FleetPrompt.Web.Integrations;

/// <summary>Builds the links of connections with other systems.</summary>
public static class IntegrationUrls
{
    public const string Integrations = "/settings/integrations";

    /// <summary>Where one is made; leads back to <paramref name="returnUrl"/> if that is one of ours.</summary>
    public static string Connect(string? kind = null, string? returnUrl = null)
    {
        var query = new List<string>();
        if (kind is not null) query.Add($"kind={Uri.EscapeDataString(kind)}");
        if (!string.IsNullOrEmpty(returnUrl)) query.Add($"returnUrl={Uri.EscapeDataString(returnUrl)}");
        return $"{Integrations}/new" + (query.Count > 0 ? "?" + string.Join('&', query) : "");
    }

    public static string Credential(Guid id, string? returnUrl = null) => $"{Integrations}/{id}" + (string.IsNullOrEmpty(returnUrl) ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}");
}
