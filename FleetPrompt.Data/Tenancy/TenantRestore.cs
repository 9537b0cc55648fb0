using FleetPrompt.Core;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>
/// Fills a new organisation from an export. History keeps its ids, its order and its times, which a tenant's own role may not write: so this runs as the owner of the tables,
/// in one transaction, after the export has been checked to its last byte.
/// </summary>
internal sealed class TenantRestore(OwnerLogin owner, IDbContextFactory<TenantDb> tenantDbs, IHtmlSanitizer sanitizer, TimeProvider time) : ITenantRestore
{
    public async Task<Result<TransferReport>> RunAsync(TenantRef tenant, string directory, IProgress<TransferProgress>? progress, CancellationToken cancel)
    {
        try
        {
            await using var db = await tenantDbs.CreateDbContextAsync(cancel);
            var tables = TransferTable.All(db);
            var export = await CheckedExport.OpenAsync(directory, tables, progress, cancel);
            return await WriteAsync(tenant, export, tables, progress, cancel);
        }
        catch (Exception fault) when (fault is DamagedExportException or IOException or UnauthorizedAccessException)
        {
            return new Invalid("export", $"Nothing was restored: {fault.Message}");
        }
        catch (Exception fault) when ((fault as PostgresException ?? fault.InnerException as PostgresException) is { } problem && Explain(problem, tenant) is { } refusal)
        {
            return refusal;
        }
    }

    private async Task<Result<TransferReport>> WriteAsync(TenantRef tenant, CheckedExport export, IReadOnlyList<TransferTable> tables, IProgress<TransferProgress>? progress, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(owner.OwnerConnection);
        await connection.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var target = new RestoreTarget(connection, tenant, cancel);
        await target.EnterAsync(tables);
        if (!await target.IsNewAsync(tables)) return new Conflict($"'{tenant.Slug}' is not empty: an export is restored into a new organisation. Make one with: ./fleet org create SLUG --name NAME --owner EMAIL");

        var own = await target.SignalsAsync();
        await target.ForgetFirstStepsAsync();
        var people = await target.AddPeopleAsync(export.People, time.GetUtcNow());
        var former = new TenantRef(export.Manifest.Organization.Id, 0, export.Manifest.Organization.Slug);
        var line = new RestoredLine(former.Schema, tenant.Schema, people, sanitizer);
        var rows = new Dictionary<string, long> { [ExportManifest.People] = people.Count };
        foreach (var table in tables)
        {
            if (export.Manifest.Files.FirstOrDefault(f => f.Name == table.Name) is not { } file) continue;
            rows[table.Name] = await target.FillAsync(table, file, export, line, progress);
        }

        await target.PutAfterAsync(own);
        var canceled = await target.CancelWhatHadNotEndedAsync(own, time.GetUtcNow());
        await target.RenameKeysAsync(former.Slug);
        await target.ContinueSequencesAsync();
        await target.RaiseEpochAsync();
        await transaction.CommitAsync(cancel);
        return new TransferReport(rows, canceled);
    }

    private static Error? Explain(PostgresException problem, TenantRef tenant) =>
        problem.SqlState switch
        {
            PostgresErrorCodes.LockNotAvailable => new Conflict($"Nothing was restored: something is at work in '{tenant.Slug}'. Try again when it is quiet."),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => new Conflict($"Nothing was restored: the tables of '{tenant.Slug}' are not up to date. Run ./fleet migrate."),
            // Classes 22 and 23: a value that is none, or a row that does not fit the others.
            ['2', '2' or '3', ..] => new Invalid("export", $"Nothing was restored: {problem.TableName ?? "a row"} does not fit ({problem.MessageText.ReplaceLineEndings(" ")})."),
            _ => null,
        };
}
