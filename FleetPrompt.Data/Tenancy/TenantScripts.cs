using System.Collections.Concurrent;
using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FleetPrompt.Data.Tenancy;

/// <summary>The tenant migrations as SQL without schema names, made once for each starting point and used for every tenant that stands there.</summary>
internal sealed class TenantScripts
{
    private static readonly Lazy<IReadOnlyList<string>> Migrations = new(() =>
    {
        using var db = new TenantDbFactory().CreateDbContext([]);
        return [.. db.Database.GetMigrations()];
    });

    private readonly ConcurrentDictionary<string, string> byStart = new();

    /// <summary>The migration that this build's tenants stand at.</summary>
    public static string Newest => Migrations.Value[^1];

    /// <summary>The tenant stands at a migration that this build does not know, later than its newest.</summary>
    public static bool IsAhead(string? migration) => string.CompareOrdinal(migration, Newest) > 0;

    public string From(string migration, DbDataSource source) =>
        migration == Newest
            ? ""
            : byStart.GetOrAdd(migration, from =>
            {
                using var db = new TenantDb((DbContextOptions<TenantDb>)new DbContextOptionsBuilder<TenantDb>().ForTenants(source).Options);
                return db.GetService<IMigrator>().GenerateScript(from, Newest, MigrationsSqlGenerationOptions.NoTransactions);
            });
}
