using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Signals;

/// <inheritdoc cref="IDeliveryLog"/>
internal sealed class DeliveryLog : IDeliveryLog
{
    private const string Insert = """
        with new as (
            insert into signal_deliveries (id, signal_id, handler, replay_id, external_effects, status, attempt)
            select id, signal_id, handler, replay_id, external_effects, 'pending', 0
            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::boolean[]) as t(id, signal_id, handler, replay_id, external_effects)
            on conflict do nothing
            returning id
        ),
        line as (select * from new join unnest($1::uuid[], $3::text[], $6::interval[], $7::int[]) with ordinality as t(id, handler, ready_in, priority, n) using (id)),
        queued as (
            select runtime.enqueue(
                array_agg(id order by n), array_agg('delivery'::text), array_agg(handler order by n), array_agg(now() + ready_in order by n), array_agg(priority order by n), array_agg(false)
            ) from line having count(*) > 0
        )
        select (select count(*)::int from new), (select count(*) from queued)
        """;

    private const string Counters = "select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_xact_user_tables where schemaname = current_schema()";

    public void Add(TenantUnit unit, IReadOnlyList<NewDelivery> deliveries) => ((NpgsqlTenantUnit)unit).Defer(Insert, ParametersOf(deliveries), rows: true);

    public Task<int> AddAsync(TenantUnit unit, IReadOnlyList<NewDelivery> deliveries, CancellationToken cancel) => ((NpgsqlTenantUnit)unit).ScalarAsync<int>(Insert, cancel, ParametersOf(deliveries));

    private static NpgsqlParameter[] ParametersOf(IReadOnlyList<NewDelivery> deliveries)
    {
        NpgsqlParameter Of<T>(Func<NewDelivery, T> value, NpgsqlDbType type) => new() { Value = deliveries.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
        return
        [
            Of(_ => Guid.CreateVersion7(), NpgsqlDbType.Uuid),
            Of(d => d.SignalId, NpgsqlDbType.Uuid),
            Of(d => d.Handler, NpgsqlDbType.Text),
            Of(d => d.ReplayId, NpgsqlDbType.Uuid),
            Of(d => d.ExternalEffects, NpgsqlDbType.Boolean),
            Of(d => d.ReadyIn, NpgsqlDbType.Interval),
            Of(d => d.Priority, NpgsqlDbType.Integer),
        ];
    }

    public Task<IReadOnlyDictionary<string, RowCounts>> CountersAsync(TenantUnit unit, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyDictionary<string, RowCounts>>(Counters, [], async reader =>
        {
            var counts = new Dictionary<string, RowCounts>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancel)) counts[reader.GetString(0)] = new RowCounts(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
            return counts;
        }, cancel);
}
