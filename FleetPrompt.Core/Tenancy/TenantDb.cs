using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Tenancy;

/// <summary>
/// A tenant's tables. Holds no tenant state: the unit's role and <c>search_path</c> decide whose rows these are, so one model and one pool serve all.
/// </summary>
public sealed class TenantDb(DbContextOptions<TenantDb> options) : DbContext(options), IUnitContext
{
    bool IUnitContext.StatementFailed { get; set; }

    Func<CancellationToken, Task>? IUnitContext.BeforeStatement { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var model in Models.Of<ITenantModel>()) model.Build(modelBuilder);
        SnakeCase.Apply(modelBuilder);
    }
}

/// <summary>A room's part of the tenant model.</summary>
public interface ITenantModel
{
    void Build(ModelBuilder model);
}
