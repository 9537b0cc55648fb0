using System.IO.Compression;
using System.Security.Cryptography;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>
/// Writes the organisation to files on this node, packs them, and keeps the archive in pieces beside the directive's success. The files leave the database, so after a crash a person
/// decides whether to do it again; what the crash left on the disk goes with the next export made there.
/// </summary>
internal sealed class CreateExportHandler(ITenantExport export, SignalBus signals, TimeProvider time) : IExternalDirectiveHandler<CreateExport>, IDisposable
{
    private const string Prefix = "fleetprompt-export-";
    private const int PartBytes = 512 * 1024;

    /// <summary>What is larger is for the command line.</summary>
    private const long MostBytes = 1L << 30;

    private DirectoryInfo? working;

    public async Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, CreateExport args, CancellationToken cancel)
    {
        RemoveLeftovers();
        working = Directory.CreateTempSubdirectory(Prefix);
        var tenant = run.Operation.Tenant;
        var (directory, archive) = (Path.Combine(working.FullName, "export"), Path.Combine(working.FullName, "export.zip"));
        var exported = await export.RunAsync(tenant, directory, cancel: cancel);
        if (!exported.IsOk) return new DirectiveOutcome.Failed(DirectiveErrors.Handler, exported.Error!.Message);
        await ZipFile.CreateFromDirectoryAsync(directory, archive, CompressionLevel.Optimal, includeBaseDirectory: false, cancel);
        var size = new FileInfo(archive).Length;
        if (size > MostBytes) return new DirectiveOutcome.Failed("too_large", $"The export is {size >> 20} MB, more than can be downloaded here. An operator can write it with: ./fleet export --org {tenant.Slug} --out DIR");

        var now = time.GetUtcNow();
        var made = new OrgExport
        {
            DirectiveId = run.Directive.Id,
            RequestedById = run.Operation.Actor.Id!.Value,
            FileName = $"{tenant.Slug}-{now:yyyyMMdd-HHmm}.zip",
            SizeBytes = size,
            Sha256 = await DigestAsync(archive, cancel),
            Rows = exported.Value.Total,
            CreatedAt = now,
            ExpiresAt = now + OrgExports.Lifetime,
        };
        var fact = new ExportFact(made.Id, made.Rows, size);
        return new DirectiveOutcome.Succeeded(fact) { Record = (unit, stop) => RecordAsync(unit, made, archive, fact, stop) };
    }

    public void Dispose() => working?.Delete(recursive: true);

    private async Task RecordAsync(TenantUnit unit, OrgExport made, string archive, ExportFact fact, CancellationToken cancel)
    {
        unit.Db.Exports.Add(made);
        await unit.Db.SaveChangesAsync(cancel);
        await using var file = File.OpenRead(archive);
        for (var number = 0; ; number++)
        {
            var bytes = new byte[PartBytes];
            var read = await file.ReadAtLeastAsync(bytes, PartBytes, throwOnEndOfStream: false, cancel);
            if (read == 0) break;
            unit.Db.ExportParts.Add(new OrgExportPart { ExportId = made.Id, Number = number, Bytes = bytes[..read] });
            await unit.Db.SaveChangesAsync(cancel);
            unit.Db.ChangeTracker.Clear(); // one piece in memory at a time
        }

        await signals.EmitAsync(unit, OperationSignals.ExportCreated, OrgSignals.Organization(unit.Tenant.OrganizationId), fact, cancel: cancel);
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    private void RemoveLeftovers()
    {
        var yesterday = time.GetUtcNow().UtcDateTime.AddDays(-1);
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*").Where(d => d.LastWriteTimeUtc < yesterday))
        {
            try
            {
                left.Delete(recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or in use: not ours to worry about.
            }
        }
    }
}
