namespace FleetPrompt.Core.Tenancy;

/// <summary>What a unit must know of its context: whether a statement failed, after which PostgreSQL would answer COMMIT with a silent rollback.</summary>
public interface IUnitContext
{
    bool StatementFailed { get; set; }

    /// <summary>What the unit must do before a statement of the context reaches the server.</summary>
    Func<CancellationToken, Task>? BeforeStatement { get; set; }
}
