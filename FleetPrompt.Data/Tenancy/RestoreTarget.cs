using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Operations;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Tenancy;

/// <summary>The statements of a restore, on the owner's connection inside its one transaction.</summary>
internal sealed class RestoreTarget(NpgsqlConnection connection, TenantRef tenant, CancellationToken cancel)
{
    private const string FirstSteps = "getting_started_steps";
    private const int RowsAtOnce = 500;
    private const int CharactersAtOnce = 4 * 1024 * 1024;

    /// <summary>Takes on the tenant's path, and keeps migrations and everybody who writes out until the end.</summary>
    public async Task EnterAsync(IReadOnlyList<TransferTable> tables)
    {
        await RunAsync("select set_config('search_path', $1, true), set_config('lock_timeout', '5s', true)", Text($"{tenant.Schema}, ext, pg_temp"));
        await RunAsync("select pg_advisory_xact_lock($1, $2)", Number(Provisioner.TenantLock), Number(tenant.TenantId));
        await RunAsync($"lock table {string.Join(", ", tables.Select(t => TransferTable.Quoted(t.Name)))} in share row exclusive mode");
    }

    /// <summary>Nothing has happened here but that it was made, people joined and were welcomed, and somebody looked around.</summary>
    public async Task<bool> IsNewAsync(IReadOnlyList<TransferTable> tables)
    {
        foreach (var table in tables)
        {
            var more = table.Name switch
            {
                TransferTable.Signals => "where name not like 'org.%'",
                "signal_deliveries" => "where signal_id not in (select id from signals where name like 'org.%')",
                "notifications" or FirstSteps => "where false",
                _ => "",
            };
            if (await ScalarAsync<bool>($"select exists (select from {TransferTable.Quoted(table.Name)} {more})")) return false;
        }

        return true;
    }

    /// <summary>The first steps are those of the organisation that is restored.</summary>
    public Task ForgetFirstStepsAsync() => RunAsync($"delete from {FirstSteps}");

    /// <summary>The signals that the organisation has of itself.</summary>
    public async Task<Guid[]> SignalsAsync() => await ScalarAsync<Guid[]>("select coalesce(array_agg(id), '{}') from signals") ?? [];

    /// <summary>Members who cannot sign in, by the ids they had. Their ids are new: they may be people of this installation already, and an export proves nothing about who they are.</summary>
    public async Task<IReadOnlyDictionary<Guid, Guid>> AddPeopleAsync(IReadOnlyDictionary<Guid, string> names, DateTimeOffset now)
    {
        var ids = names.Keys.ToDictionary(id => id, _ => Guid.CreateVersion7());
        await RunAsync(
            """
            insert into public.users (id, display_name, created_at, security_stamp, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            select id, name, $3, gen_random_uuid()::text, false, false, false, false, 0 from unnest($1::uuid[], $2::text[]) as p (id, name)
            """,
            Ids(ids.Values),
            new NpgsqlParameter<string[]> { TypedValue = [.. ids.Keys.Select(id => names[id])] },
            At(now));
        await RunAsync(
            """
            insert into public.organization_memberships (id, organization_id, user_id, role, status, created_at, updated_at)
            select gen_random_uuid(), $2, id, $3, $4, $5, $5 from unnest($1::uuid[]) as p (id)
            """,
            Ids(ids.Values),
            new NpgsqlParameter<Guid> { TypedValue = tenant.OrganizationId },
            Text(OrgRole.Member),
            Text(MembershipStatus.Placeholder),
            At(now));
        return ids;
    }

    public async Task<long> FillAsync(TransferTable table, ExportedFile file, CheckedExport export, RestoredLine line, IProgress<TransferProgress>? progress)
    {
        var sql = table.Writing(file.Columns);
        var (batch, characters, rows) = (new List<string>(RowsAtOnce), 0, 0L);
        await foreach (var row in export.LinesAsync(file, cancel))
        {
            batch.Add(line.Of(row, file.Columns));
            characters += row.Length;
            if (batch.Count < RowsAtOnce && characters < CharactersAtOnce) continue;
            await FlushAsync();
            progress?.Report(new TransferProgress("restored", table.Name, rows));
        }

        await FlushAsync();
        return rows;

        async Task FlushAsync()
        {
            if (batch.Count > 0) rows += await RunAsync(sql, new NpgsqlParameter<string[]> { TypedValue = [.. batch] });
            batch.Clear();
            characters = 0;
        }
    }

    /// <summary>The making of the organisation came after all that is restored into it, and so it stands in the order. Moved like the rest, no reader meets it twice.</summary>
    public Task PutAfterAsync(Guid[] own) =>
        RunAsync(
            "update signals set seq = seq + (select coalesce(max(seq), 0) from signals where id <> all($1)), xid = '3'::xid8 where id = any($1)",
            Ids(own));

    /// <summary>Nothing runs by itself: what waited or ran when it was exported has no work item here, and never will.</summary>
    public async Task<int> CancelWhatHadNotEndedAsync(Guid[] own, DateTimeOffset now)
    {
        await RunAsync("update signal_deliveries set status = 'parked', finished_at = $1, next_try_at = null, token = null, error_kind = 'restored' where status not in ('done', 'parked') and signal_id <> all ($2)", At(now), Ids(own));
        await RunAsync("update directive_attempts set outcome = 'canceled', finished_at = $1 where finished_at is null", At(now));
        return await RunAsync(
            """
            update directives set status = 'canceled', finished_at = $1, token = null, error_kind = 'restored', error_message = 'It had not ended when the organisation was exported.'
            where status = any($2)
            """,
            At(now),
            new NpgsqlParameter<string[]> { TypedValue = [.. DirectiveStates.All.Where(s => !DirectiveStates.IsAtRest(s))] });
    }

    /// <summary>Idempotency keys name the organisation; the same request must be known under its new name.</summary>
    public Task RenameKeysAsync(string before) =>
        RunAsync(
            """
            update directives set idempotency_key = name || ':' || $2 || substr(idempotency_key, length(name) + length($1) + 2)
            where starts_with(idempotency_key, name || ':' || $1 || ':')
            """,
            Text(before),
            Text(tenant.Slug));

    /// <summary>Every identity column goes on after the highest value restored.</summary>
    public async Task ContinueSequencesAsync()
    {
        var columns = new List<(string Table, string Column)>();
        const string identities = """
            select quote_ident(c.relname), a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and c.relkind = 'r' and a.attidentity <> ''
            """;
        await using (var command = new NpgsqlCommand(identities, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) columns.Add((reader.GetString(0), reader.GetString(1)));
        foreach (var (table, column) in columns)
            await RunAsync($"select setval(pg_get_serial_sequence($1, $2), highest) from (select max({TransferTable.Quoted(column)}) as highest from {table}) m where highest > 0", Text(table), Text(column));
    }

    /// <summary>Cursors of before are worthless: whoever holds one loads anew.</summary>
    public Task RaiseEpochAsync() => RunAsync("update runtime.epoch set counter = counter + 1");

    private async Task<int> RunAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is T value ? value : default;
    }

    private static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    private static NpgsqlParameter Ids(IEnumerable<Guid> values) => new NpgsqlParameter<Guid[]> { TypedValue = [.. values] };

    private static NpgsqlParameter At(DateTimeOffset time) => new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Number(int value) => new NpgsqlParameter<int> { TypedValue = value };
}
