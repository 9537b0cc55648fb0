namespace FleetPrompt.Core.Tenancy;

/// <summary>One attempt to bring a tenant's schema forward: the ledger that drift and "left behind" are read from.</summary>
public sealed class TenantMigrationRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganizationId { get; init; }

    public required string SchemaName { get; init; }

    public string? FromMigration { get; init; }

    public required string ToMigration { get; init; }

    /// <summary><c>succeeded | failed</c>.</summary>
    public required string Status { get; init; }

    public string? ErrorMessage { get; init; }

    public required string AppVersion { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }
}
