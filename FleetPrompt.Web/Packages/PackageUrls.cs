namespace FleetPrompt.Web.Packages;

/// <summary>Builds the links of the marketplace and of installations.</summary>
public static class PackageUrls
{
    public const string Marketplace = "/marketplace";

    public static string Package(string slug, string? tab = null) => $"{Marketplace}/{Uri.EscapeDataString(slug)}" + (tab is null ? "" : $"?tab={tab}");

    public static string Install(string slug) => $"{Marketplace}/{Uri.EscapeDataString(slug)}/install";

    public static string Installation(Guid id, string? tab = null) => $"/installations/{id}" + (tab is null ? "" : $"?tab={tab}");

    public static string List(string? text, string? category, string? state)
    {
        var query = new List<string>();
        if (text is { Length: > 0 }) query.Add($"q={Uri.EscapeDataString(text)}");
        if (category is { Length: > 0 }) query.Add($"category={Uri.EscapeDataString(category)}");
        if (state is { Length: > 0 }) query.Add($"state={Uri.EscapeDataString(state)}");
        return query.Count == 0 ? Marketplace : $"{Marketplace}?{string.Join('&', query)}";
    }
}
