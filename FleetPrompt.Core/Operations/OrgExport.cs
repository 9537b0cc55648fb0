namespace FleetPrompt.Core.Operations;

/// <summary>An export of the organisation that an owner asked for, kept in the database until it expires so that every node can hand it out.</summary>
public sealed class OrgExport
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The directive that made it.</summary>
    public required Guid DirectiveId { get; init; }

    public required Guid RequestedById { get; init; }

    /// <summary>What it is called when downloaded.</summary>
    public required string FileName { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Of the file's bytes, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Rows in it, of all tables.</summary>
    public required long Rows { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A piece of an export's file.</summary>
public sealed class OrgExportPart
{
    public required Guid ExportId { get; init; }

    /// <summary>Counts from 0, in the order of the file.</summary>
    public required int Number { get; init; }

    public required byte[] Bytes { get; init; }
}
