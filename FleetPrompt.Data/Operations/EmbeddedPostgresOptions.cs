namespace FleetPrompt.Data.Operations;

/// <summary>How <see cref="EmbeddedPostgres"/> runs its server. The defaults are for real data.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>False gives up crash safety for speed (fsync, synchronous_commit and full_page_writes off): for tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Where initdb, pg_ctl and postgres are; null looks for them (<see cref="PostgresBinaries"/>).</summary>
    public string? BinDirectory { get; init; }

    /// <summary>True deletes the server's files once it has been stopped: for tests only.</summary>
    public bool Temporary { get; init; }

    /// <summary>The directories to look in instead of this machine's.</summary>
    internal IReadOnlyList<string>? Candidates { get; init; }
}
