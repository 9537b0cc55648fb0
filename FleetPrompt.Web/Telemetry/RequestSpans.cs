using System.Diagnostics;
using FleetPrompt.Core.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace FleetPrompt.Web.Telemetry;

/// <summary>Names the span of a request by its route and says how it was answered, which ASP.NET leaves to others. The route, not the path: paths may hold one-time links.</summary>
internal static class RequestSpans
{
    public static void UseRequestSpans(this WebApplication app)
    {
        if (app.Services.GetService<TelemetryExport>() is null) return;
        app.Use(async (http, next) =>
        {
            var span = http.Features.Get<IHttpActivityFeature>()?.Activity;
            if (!IsConnection(http.Request.Path)) EngineTelemetry.Request = span;
            try
            {
                await next(http);
            }
            finally
            {
                if (span is { IsAllDataRequested: true }) Describe(span, http);
            }
        });
    }

    /// <summary>A request that lasts as long as a page is open leads to many correlations, and is marked with none.</summary>
    private static bool IsConnection(PathString path) =>
        path.StartsWithSegments("/_blazor", StringComparison.Ordinal) || path.StartsWithSegments("/hubs", StringComparison.Ordinal);

    private static void Describe(Activity span, HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }
}
