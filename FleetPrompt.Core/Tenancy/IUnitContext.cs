namespace FleetPrompt.Core.Tenancy;

/// <summary>What a unit must know of its context: whether a statement failed, after which PostgreSQL would answer COMMIT with a silent rollback.</summary>
public interface IUnitContext
{
    bool StatementFailed { get; set; }
}
