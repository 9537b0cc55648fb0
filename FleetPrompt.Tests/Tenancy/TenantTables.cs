using FleetPrompt.Data.Tenancy;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

/// <summary>Every table that a tenant has, so that a new one is tested from its first day.</summary>
internal static class TenantTables
{
    /// <summary>Table and one column of it.</summary>
    public static TheoryData<string, string> All()
    {
        using var db = new TenantDbFactory().CreateDbContext([]);
        var tables = new TheoryData<string, string> { { DbContexts.TenantHistory, "\"MigrationId\"" } };
        foreach (var entity in db.Model.GetEntityTypes()) tables.Add(entity.GetTableName()!, entity.GetProperties().First().GetColumnName());
        return tables;
    }

    public static IReadOnlyList<string> Statements(string table, string column) =>
        [$"select * from {table}", $"insert into {table} default values", $"update {table} set {column} = {column}", $"delete from {table}"];
}
