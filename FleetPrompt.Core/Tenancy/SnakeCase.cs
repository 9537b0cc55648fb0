using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Tenancy;

/// <summary>Columns, keys and indexes are named in snake_case after the members they hold.</summary>
internal static class SnakeCase
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            var table = entity.GetTableName();
            if (table is null) continue;
            foreach (var property in entity.GetProperties()) property.SetColumnName(Of(property.Name));
            foreach (var key in entity.GetKeys()) key.SetName($"{table}_{(key.IsPrimaryKey() ? "pkey" : string.Join('_', key.Properties.Select(p => Of(p.Name))) + "_key")}");
            foreach (var index in entity.GetIndexes()) index.SetDatabaseName($"{table}_{string.Join('_', index.Properties.Select(p => Of(p.Name)))}_idx");
            foreach (var foreign in entity.GetForeignKeys()) foreign.SetConstraintName($"{table}_{string.Join('_', foreign.Properties.Select(p => Of(p.Name)))}_fkey");
        }
    }
}
