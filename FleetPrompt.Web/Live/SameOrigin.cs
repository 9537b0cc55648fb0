namespace FleetPrompt.Web.Live;

/// <summary>
/// Tells pages of this site from those of another. Browsers name the origin of the page with every WebSocket handshake and every post, and pages cannot change that;
/// who sends none is no browser, and has no cookie but its own.
/// </summary>
internal static class SameOrigin
{
    public static bool Allows(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0) return true;
        return origins.Count == 1
            && Uri.TryCreate(origins[0], UriKind.Absolute, out var page)
            && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var here)
            && page.GetLeftPart(UriPartial.Authority) == here.GetLeftPart(UriPartial.Authority);
    }

    public static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsync($"Pages of another site may not follow signals here; this site is {http.Request.Scheme}://{http.Request.Host}.", http.RequestAborted);
    }
}
