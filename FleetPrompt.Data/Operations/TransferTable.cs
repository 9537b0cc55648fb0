using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace FleetPrompt.Data.Operations;

/// <summary>
/// A tenant's table as it travels. Found in the EF model, so that a new table or column travels from its first day; columns that the database computes, and the transaction
/// number of a signal, stay at home; so do tables that say so.
/// </summary>
internal sealed record TransferTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Key, IReadOnlyList<string> Needs)
{
    public const string Signals = "signals";

    /// <summary>All tables, each after those it refers to.</summary>
    public static IReadOnlyList<TransferTable> All(TenantDb db)
    {
        var waiting = db.Model.GetRelationalModel().Tables.Where(Travels).Select(Of).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<TransferTable>();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(t => t.Needs.All(n => ordered.Exists(o => o.Name == n))) ?? throw new InvalidOperationException($"Foreign keys go in a circle: {string.Join(", ", waiting.Select(t => t.Name))}.");
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>Every row as a line of JSON, in the order of the key.</summary>
    public string Reading() => $"select row_to_json(r)::text from (select {List(Columns)} from {Quoted(Name)} order by {List(Key)}) r";

    /// <summary>Writes the lines of $1. Signals come from another history: transaction 3 is one that every reader has seen.</summary>
    public string Writing(IReadOnlyList<string> columns)
    {
        var (xid, three) = Name == Signals ? (", xid", ", '3'::xid8") : ("", "");
        return $"insert into {Quoted(Name)} ({List(columns)}{xid}) select {List(columns)}{three} from unnest($1::text[]) with ordinality as line (text, n), lateral json_populate_record(null::{Quoted(Name)}, line.text::json) r order by n";
    }

    private static bool Travels(ITable table) => table.EntityTypeMappings.All(m => m.TypeBase.FindAnnotation(Travel.Annotation) is null);

    private static TransferTable Of(ITable table) =>
        new(
            table.Name,
            [.. table.Columns.Where(c => c.PropertyMappings.All(m => m.Property.ValueGenerated != ValueGenerated.OnAddOrUpdate)).Select(c => c.Name)],
            [.. table.PrimaryKey!.Columns.Select(c => c.Name)],
            [.. table.ForeignKeyConstraints.Select(f => f.PrincipalTable.Name).Where(n => n != table.Name).Distinct()]);

    private static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(Quoted));

    public static string Quoted(string identifier) => new NpgsqlCommandBuilder().QuoteIdentifier(identifier);
}
