using System.Globalization;
using System.Text.Json;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Web.Live;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace FleetPrompt.Web.Operations;

/// <summary><c>GET /signals/export?format=ndjson|csv</c> with the filters of the page: what fits them and the taker may see, newest first, at most <see cref="SignalDownload.Most"/>.</summary>
internal static class SignalExport
{
    public const string Ndjson = "ndjson";
    public const string Csv = "csv";

    public static void MapSignalExport(this IEndpointRouteBuilder app) =>
        app.MapGet(AppUrls.SignalsExport, async (
            HttpContext http,
            SessionOf session,
            SignalDownload download,
            TimeProvider time,
            [FromQuery] string? format,
            [FromQuery] string? name,
            [FromQuery] string? actor,
            [FromQuery] string? subject,
            [FromQuery] string? stream,
            [FromQuery] string? from,
            [FromQuery] string? to,
            [FromQuery] long? before) =>
        {
            if (format is not (Ndjson or Csv))
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            var operation = await session.ActAsync(http.RequestAborted);
            var file = $"signals-{operation.Tenant.Slug}-{time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{format}";
            http.Response.ContentType = format == Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = file }.ToString();
            var query = new SignalFilter(name, actor, subject, stream, from, to).Query(before);
            await using var writer = new StreamWriter(http.Response.Body);
            if (format == Csv) await writer.WriteAsync(SignalCsv.Header);
            await foreach (var signal in download.ReadAsync(operation, query, http.RequestAborted))
            {
                var message = SignalMessage.Of(signal);
                await writer.WriteAsync(format == Csv ? SignalCsv.Of(message) : JsonSerializer.Serialize(message, SignalJson.Options) + "\n");
            }
        });
}
