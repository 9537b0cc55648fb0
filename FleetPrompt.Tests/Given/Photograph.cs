namespace FleetPrompt.Tests.Given;

/// <summary>What stands in the tables of a database at one moment, to be compared with another.</summary>
internal static class Photograph
{
    /// <summary>A digest of the rows of each of the organisation's tables; deliveries and what replays tell of themselves are left out.</summary>
    public static Task<IReadOnlyList<string>> OfContent(Installation fleet, Org org) =>
        Of(fleet, $"n.nspname = '{org.Schema}' and c.relname <> 'signal_deliveries'", "count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' order by t::text)), '')", "where to_jsonb(t) ->> 'name' is distinct from 'signal.replay.requested'");

    /// <summary>The row versions of every table of the database: whatever is written shows, even where it changes nothing.</summary>
    public static Task<IReadOnlyList<string>> OfRowVersions(Installation fleet) =>
        Of(fleet, "n.nspname like 'org\\_%' or n.nspname in ('public', 'runtime')", "count(*) || ' ' || coalesce(md5(string_agg(t.ctid || ' ' || t.xmin, ';' order by t.ctid)), '')", "");

    private static async Task<IReadOnlyList<string>> Of(Installation fleet, string tables, string digest, string where)
    {
        var query = await fleet.AskOwner<string>(
            $"""
            select string_agg(format('select %L || '' '' || {digest.Replace("'", "''", StringComparison.Ordinal)} from %I.%I t {where.Replace("'", "''", StringComparison.Ordinal)}', n.nspname || '.' || c.relname, n.nspname, c.relname), ' union all ')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ({tables})
            """);
        var rows = await fleet.AskOwner<string>($"select string_agg(line, E'\\n' order by line) from ({query}) lines (line)");
        return rows!.Split('\n');
    }
}
