namespace FleetPrompt.Web.Operations;

/// <summary>Older paths of the specification.</summary>
internal static class Redirects
{
    public static void MapRedirects(this IEndpointRouteBuilder app)
    {
        app.MapGet("/forum/{**rest}", (string? rest, HttpRequest request) => Results.Redirect(AppUrls.LocalOr($"/forums/{string.Join('/', (rest ?? "").Split('/').Select(Uri.EscapeDataString))}".TrimEnd('/'), AppUrls.Forums) + request.QueryString, permanent: true));
        app.MapGet("/admin/ui", () => Results.Redirect(AppUrls.Admin));
        app.MapGet("/admin/tenant", () => Results.Redirect(AppUrls.Admin));
        app.MapGet("/forum", (HttpRequest request) => Results.Redirect(AppUrls.Forums + request.QueryString, permanent: true));
    }
}
