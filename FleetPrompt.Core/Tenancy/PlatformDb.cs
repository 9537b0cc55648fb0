using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Tenancy;

/// <summary>The tables of <c>public</c>: people, organisations, memberships and the ledgers of the platform itself.</summary>
public sealed class PlatformDb(DbContextOptions<PlatformDb> options) : IdentityUserContext<User, Guid>(options), IUnitContext
{
    public const string Schema = "public";

    bool IUnitContext.StatementFailed { get; set; }

    Func<CancellationToken, Task>? IUnitContext.BeforeStatement { get; set; }

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<OrganizationMembership> Memberships => Set<OrganizationMembership>();

    public DbSet<TenantMigrationRun> TenantMigrationRuns => Set<TenantMigrationRun>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        foreach (var model in Models.Of<IPlatformModel>()) model.Build(builder);
        SnakeCase.Apply(builder);
    }
}

/// <summary>A room's part of the platform model.</summary>
public interface IPlatformModel
{
    void Build(ModelBuilder model);
}
