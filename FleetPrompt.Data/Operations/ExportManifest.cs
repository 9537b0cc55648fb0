using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetPrompt.Data.Operations;

/// <summary>What an export says of itself, in <c>manifest.json</c>: the restore believes no file that is not in it.</summary>
internal sealed record ExportManifest(string Format, int FormatVersion, string AppVersion, DateTimeOffset ExportedAt, ExportedOrganization Organization, IReadOnlyList<ExportedFile> Files)
{
    public const string FileName = "manifest.json";
    public const string FormatName = "fleetprompt-export";
    public const int Version = 1;

    /// <summary>The file of people; every other is named after its table.</summary>
    public const string People = "people";

    public static readonly IReadOnlyList<string> PeopleColumns = ["id", "display_name", "role", "status"];

    private const int LargestManifest = 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static string ThisVersion { get; } = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="DamagedExportException">It is missing, unreadable, or of another format.</exception>
    public static async Task<ExportManifest> ReadAsync(string directory, CancellationToken cancel)
    {
        var path = Path.Combine(directory, FileName);
        var file = new FileInfo(path);
        if (!file.Exists) throw new DamagedExportException($"there is no {FileName} in {directory}: that is no export.");
        if (file.LinkTarget is not null || file.Length > LargestManifest) throw new DamagedExportException($"{FileName} is not a manifest.");
        try
        {
            var text = await File.ReadAllBytesAsync(path, cancel);
            RefuseOtherFormats(text);
            return JsonSerializer.Deserialize<ExportManifest>(text, Json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new DamagedExportException($"{FileName} is damaged.");
        }
    }

    /// <summary>The version is looked at first: a later one may hold what this one does not know.</summary>
    private static void RefuseOtherFormats(byte[] text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || !format.ValueEquals(FormatName)) throw new DamagedExportException($"{FileName} is not of a FleetPrompt export.");
        if (root.TryGetProperty("format_version", out var version) && version.TryGetInt32(out var number) && number == Version) return;
        throw new DamagedExportException($"the export has format version {version.GetRawText()}, and this FleetPrompt reads version {Version}.");
    }
}

internal sealed record ExportedOrganization(Guid Id, string Slug, string Name);

/// <param name="Name">The table, or <see cref="ExportManifest.People"/>.</param>
/// <param name="Columns">The members that every line has.</param>
/// <param name="Sha256">Of the file's bytes, in lower-case hex.</param>
internal sealed record ExportedFile(string Name, IReadOnlyList<string> Columns, long Rows, string Sha256)
{
    public static string FileOf(string name) => name + ".ndjson";
}

/// <summary>The export cannot be believed; the message says why in one line. Never leaves Data: callers get an error value.</summary>
internal sealed class DamagedExportException(string reason) : Exception(reason);
