using FleetPrompt.Core.Operations;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.Net.Http.Headers;

namespace FleetPrompt.Web.Operations;

/// <summary><c>GET /settings/data/exports/{id}</c>: the file of an export, for owners. That it was taken is recorded before the first byte is sent.</summary>
internal static class ExportDownload
{
    public static void MapExportDownload(this IEndpointRouteBuilder app) =>
        app.MapGet(AppUrls.Data + "/exports/{id:guid}", async (Guid id, HttpContext http, SessionOf session, OrgExports exports) =>
        {
            var operation = await session.ActAsync(http.RequestAborted);
            var taken = await exports.TakeAsync(operation, id, http.RequestAborted);
            if (!taken.IsOk)
            {
                http.Response.StatusCode = FormErrors.StatusOf(taken.Error!);
                return;
            }

            var export = taken.Value;
            http.Response.ContentType = "application/zip";
            http.Response.ContentLength = export.SizeBytes;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = export.FileName }.ToString();
            await exports.CopyAsync(operation, export, http.Response.Body, http.RequestAborted);
        });
}
