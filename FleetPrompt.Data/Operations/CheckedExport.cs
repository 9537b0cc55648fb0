using System.Text.Json;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Data.Operations;

/// <summary>
/// An export of which every byte has been looked at: it is what its manifest says, and names nothing that a tenant does not have. File names come from the model,
/// never from the manifest; links are not followed.
/// </summary>
internal sealed class CheckedExport
{
    private const int LongestName = 80;
    private const int Deepest = 256;
    private const int Often = 1000;

    private readonly string directory;

    private CheckedExport(string directory, ExportManifest manifest) => (this.directory, Manifest) = (directory, manifest);

    public ExportManifest Manifest { get; }

    /// <summary>People by the ids they have in the export.</summary>
    public Dictionary<Guid, string> People { get; } = [];

    /// <exception cref="DamagedExportException">It cannot be believed.</exception>
    public static async Task<CheckedExport> OpenAsync(string directory, IReadOnlyList<TransferTable> tables, IProgress<TransferProgress>? progress, CancellationToken cancel)
    {
        var export = new CheckedExport(directory, await ExportManifest.ReadAsync(directory, cancel));
        export.RefuseStrangeFiles(tables);
        foreach (var file in export.Manifest.Files) await export.CheckAsync(file, progress, cancel);
        return export;
    }

    /// <summary>The lines of a file once more, in order; refused at the end if they are no longer those that were checked.</summary>
    public async IAsyncEnumerable<string> LinesAsync(ExportedFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var reader = Open(file);
        while (await reader.ReadAsync(cancel) is { } line) yield return line;
        if (reader.Sha256() != file.Sha256) throw reader.Damaged("it was changed while it was read");
    }

    private void RefuseStrangeFiles(IReadOnlyList<TransferTable> tables)
    {
        if (!TenantSlug.IsValid(Manifest.Organization.Slug)) throw new DamagedExportException($"{ExportManifest.FileName} names no organisation.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Manifest.Files)
        {
            var columns = file.Name == ExportManifest.People ? ExportManifest.PeopleColumns : tables.FirstOrDefault(t => t.Name == file.Name)?.Columns;
            if (columns is null) throw new DamagedExportException($"the manifest lists '{Shown(file.Name)}', which is no table of this FleetPrompt. Was it exported by a newer one?");
            if (!names.Add(file.Name)) throw new DamagedExportException($"the manifest lists {file.Name} twice.");
            if (file.Columns.FirstOrDefault(c => !columns.Contains(c)) is { } unknown) throw new DamagedExportException($"{file.Name} has a column '{Shown(unknown)}' that this FleetPrompt does not know. Was it exported by a newer one?");
            if (file.Columns.Count == 0 || file.Columns.Distinct().Count() != file.Columns.Count) throw new DamagedExportException($"the manifest lists no columns of {file.Name}, or one twice.");
        }

        if (!names.Contains(ExportManifest.People) || !Manifest.Files.Single(f => f.Name == ExportManifest.People).Columns.SequenceEqual(ExportManifest.PeopleColumns)) throw new DamagedExportException("the manifest does not list the people.");
        var stranger = Directory.EnumerateFiles(directory, "*.ndjson").Select(Path.GetFileNameWithoutExtension).FirstOrDefault(n => !names.Contains(n!));
        if (stranger is not null) throw new DamagedExportException($"{ExportedFile.FileOf(Shown(stranger))} is not in the manifest.");
    }

    private async Task CheckAsync(ExportedFile file, IProgress<TransferProgress>? progress, CancellationToken cancel)
    {
        await using var reader = Open(file);
        while (await reader.ReadAsync(cancel) is { } line)
        {
            CheckLine(reader, file, line);
            if (reader.Lines % Often == 0) progress?.Report(new TransferProgress("checked", file.Name, reader.Lines));
        }

        if (reader.Sha256() != file.Sha256) throw reader.Damaged("its SHA-256 is not the one in the manifest");
        if (reader.Lines != file.Rows) throw reader.Damaged($"it holds {reader.Lines} rows and the manifest says {file.Rows}");
    }

    private void CheckLine(NdjsonReader reader, ExportedFile file, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = Deepest });
            var row = json.RootElement;
            if (row.ValueKind != JsonValueKind.Object) throw reader.Damaged($"line {reader.Lines} is not an object");
            if (row.EnumerateObject().Count() != file.Columns.Count || file.Columns.Any(c => !row.TryGetProperty(c, out _))) throw reader.Damaged($"line {reader.Lines} does not have the columns that the manifest says");
            if (file.Name == ExportManifest.People) Add(reader, row);
        }
        catch (JsonException)
        {
            throw reader.Damaged($"line {reader.Lines} is not JSON");
        }
    }

    private void Add(NdjsonReader reader, JsonElement row)
    {
        var name = row.GetProperty("display_name") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        if (row.GetProperty("id") is not { ValueKind: JsonValueKind.String } member || !member.TryGetGuid(out var id) || id == Guid.Empty) throw reader.Damaged($"line {reader.Lines} has no id");
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl)) throw reader.Damaged($"line {reader.Lines} has no name of up to {LongestName} characters");
        if (!People.TryAdd(id, name)) throw reader.Damaged($"line {reader.Lines} is somebody who is in it already");
    }

    private NdjsonReader Open(ExportedFile file)
    {
        var path = Path.Combine(directory, ExportedFile.FileOf(file.Name));
        var found = new FileInfo(path);
        if (!found.Exists) throw new DamagedExportException($"{found.Name} is missing.");
        return found.LinkTarget is null ? new NdjsonReader(path) : throw new DamagedExportException($"{found.Name} is a link. Copy the file itself.");
    }

    /// <summary>A word from outside, fit for one line on a terminal.</summary>
    private static string Shown(string word) => new([.. word.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
}
