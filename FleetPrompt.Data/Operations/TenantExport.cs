using FleetPrompt.Core;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;

namespace FleetPrompt.Data.Operations;

/// <inheritdoc cref="ITenantExport"/>
internal sealed class TenantExport(IUnits units, TimeProvider time) : ITenantExport
{
    private const int Often = 1000;
    private const string People = "select row_to_json(r)::text from (select id, display_name, role, status from public.export_people() order by id) r";

    public async Task<Result<TransferReport>> RunAsync(TenantRef tenant, string directory, IProgress<TransferProgress>? progress, CancellationToken cancel)
    {
        var prepared = ExportDirectory.Prepare(directory);
        if (!prepared.IsOk) return prepared.Error!;
        using var output = prepared.Value;
        try
        {
            var operation = OperationContext.New(tenant, Actor.System, Sources.Cli);
            var manifest = await units.ReadSnapshotAsync(operation, unit => WriteAsync((NpgsqlTenantUnit)unit, output.Working, progress, cancel), cancel);
            await File.WriteAllBytesAsync(Path.Combine(output.Working, ExportManifest.FileName), manifest.ToJson(), cancel);
            output.Publish();
            return new TransferReport(manifest.Files.ToDictionary(f => f.Name, f => f.Rows));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DamagedExportException)
        {
            return new Invalid("out", $"Nothing was exported to {directory}: {fault.Message}");
        }
    }

    private async Task<ExportManifest> WriteAsync(NpgsqlTenantUnit unit, string directory, IProgress<TransferProgress>? progress, CancellationToken cancel)
    {
        var organization = await unit.ExecuteAsync("select id, slug, name, set_config('timezone', 'UTC', true) from public.export_organization()", [], async reader =>
        {
            await reader.ReadAsync(cancel);
            return new ExportedOrganization(reader.GetGuid(0), reader.GetString(1), reader.GetString(2));
        }, cancel);
        var files = new List<ExportedFile> { await CopyAsync(unit, directory, ExportManifest.People, ExportManifest.PeopleColumns, People, progress, cancel) };
        foreach (var table in TransferTable.All(unit.Db)) files.Add(await CopyAsync(unit, directory, table.Name, table.Columns, table.Reading(), progress, cancel));
        return new ExportManifest(ExportManifest.FormatName, ExportManifest.Version, ExportManifest.ThisVersion, time.GetUtcNow(), organization, files);
    }

    /// <summary>One row in memory at a time, however many there are.</summary>
    private static Task<ExportedFile> CopyAsync(NpgsqlTenantUnit unit, string directory, string name, IReadOnlyList<string> columns, string sql, IProgress<TransferProgress>? progress, CancellationToken cancel) =>
        unit.ExecuteAsync(
            sql,
            [],
            async reader =>
            {
                await using var writer = new NdjsonWriter(Path.Combine(directory, ExportedFile.FileOf(name)));
                while (await reader.ReadAsync(cancel))
                {
                    await writer.WriteAsync(reader.GetString(0), cancel);
                    if (writer.Rows % Often == 0) progress?.Report(new TransferProgress("exported", name, writer.Rows));
                }

                return new ExportedFile(name, columns, writer.Rows, await writer.FinishAsync(cancel));
            },
            cancel,
            timeout: 0);
}
