using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>Writes everything an organisation owns to a directory: one NDJSON file a table, its people, and a manifest. See <c>docs/export.md</c>.</summary>
public interface ITenantExport
{
    /// <summary>
    /// All rows are of one moment, read under the tenant's own role. The directory is made; it is there whole or not at all.
    /// Errors: <see cref="Invalid"/> (a directory that holds something already, or cannot be written).
    /// </summary>
    Task<Result<TransferReport>> RunAsync(TenantRef tenant, string directory, IProgress<TransferProgress>? progress = null, CancellationToken cancel = default);
}

/// <summary>Restores an export into a new organisation.</summary>
public interface ITenantRestore
{
    /// <summary>
    /// Checks the whole export first, then writes it in one transaction: all of it or nothing. People become members who cannot sign in; what had not ended is canceled.
    /// Errors: <see cref="Invalid"/> (the export is damaged or of another format), <see cref="Conflict"/> (the organisation is not new).
    /// </summary>
    Task<Result<TransferReport>> RunAsync(TenantRef tenant, string directory, IProgress<TransferProgress>? progress = null, CancellationToken cancel = default);
}

/// <param name="Rows">Rows by file, people among them.</param>
public sealed record TransferReport(IReadOnlyDictionary<string, long> Rows, int Canceled = 0)
{
    public long Total => Rows.Values.Sum();
}

/// <summary>How far it is, now and then.</summary>
public sealed record TransferProgress(string Doing, string File, long Rows);
