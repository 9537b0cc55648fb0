namespace FleetPrompt.Core.Operations;

/// <summary>What a look at the whole installation found: where the database and the list of organisations disagree, and work that the queue had lost.</summary>
public sealed class ReconcileRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Node { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Organisations looked at.</summary>
    public required int Tenants { get; init; }

    /// <summary>Organisations whose lost work goes back in line.</summary>
    public required int Mended { get; init; }

    /// <summary>Schemas named like a tenant's that belong to no organisation.</summary>
    public required List<string> OrphanSchemas { get; init; }

    /// <summary>Organisations whose tables are missing or behind, each with what is wrong.</summary>
    public required List<string> Drift { get; init; }

    /// <summary>Organisations that could not be looked at, each with the reason.</summary>
    public required List<string> Failures { get; init; }
}
