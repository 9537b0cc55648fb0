using System.Diagnostics;
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
            try
            {
                await next(http);
            }
            finally
            {
                if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span) Describe(span, http);
            }
        });
    }

    private static void Describe(Activity span, HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }
}
