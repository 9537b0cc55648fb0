using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FleetPrompt.Data.Tenancy;

/// <summary>How both contexts are set up, at run time and for the design-time tools.</summary>
internal static class DbContexts
{
    public const string PlatformHistory = "platform_migrations";
    public const string TenantHistory = "schema_migrations";

    public static DbContextOptionsBuilder ForPlatform(this DbContextOptionsBuilder options, DbDataSource source) =>
        options.UseNpgsql(source, npgsql => npgsql.MigrationsAssembly(typeof(DbContexts).Assembly).MigrationsHistoryTable(PlatformHistory, PlatformDb.Schema)).AddInterceptors(new UnitStatements());

    public static DbContextOptionsBuilder ForTenants(this DbContextOptionsBuilder options, DbDataSource source) =>
        options.UseNpgsql(source, npgsql => npgsql.MigrationsAssembly(typeof(DbContexts).Assembly).MigrationsHistoryTable(TenantHistory)).AddInterceptors(new UnitStatements(), new UnitSavepoints());
}

internal sealed class PlatformDbFactory : IDesignTimeDbContextFactory<PlatformDb>
{
    public PlatformDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PlatformDb>().UseNpgsql(n => n.MigrationsAssembly(typeof(DbContexts).Assembly)).Options);
}

internal sealed class TenantDbFactory : IDesignTimeDbContextFactory<TenantDb>
{
    public TenantDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<TenantDb>().UseNpgsql(n => n.MigrationsAssembly(typeof(DbContexts).Assembly)).Options);
}
