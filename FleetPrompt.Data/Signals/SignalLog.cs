using System.Text.Json;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Signals;

/// <inheritdoc cref="ISignalLog"/>
internal sealed class SignalLog : ISignalLog
{
    private const string Columns =
        "id, seq, name, stream, occurred_at, recorded_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, causation_id, request_id, dedupe_key, payload, metadata, visibility";

    /// <summary>One row, as <see cref="Append"/>: planned in half the time.</summary>
    private const string AppendOne = """
        insert into signals (id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, causation_id, request_id, dedupe_key, payload, metadata, visibility)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """;

    /// <summary>Rows in the order of the arrays.</summary>
    private const string Append = """
        insert into signals (id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, causation_id, request_id, dedupe_key, payload, metadata, visibility)
        select id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, causation_id, request_id, dedupe_key, payload, metadata, visibility
        from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::jsonb[], $15::jsonb[], $16::text[])
            with ordinality as t(id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, causation_id, request_id, dedupe_key, payload, metadata, visibility, n)
        order by n
        """;

    /// <summary>Those whose dedupe key is taken are left out.</summary>
    private const string AppendOnce = $"""
        {Append}
        on conflict (dedupe_key) where dedupe_key is not null do nothing
        returning id
        """;

    /// <summary>
    /// What the snapshot $1 did not see and this statement does: everything by transactions that had not begun then, and by those that had begun and not ended.
    /// </summary>
    private const string Since = $"""
        with new as materialized (
            select {Columns} from signals where xid >= pg_snapshot_xmax($1::pg_snapshot)
            union all
            select {Columns} from signals where xid = any(array(select pg_snapshot_xip($1::pg_snapshot))))
        select runtime.signal_epoch(), pg_current_snapshot()::text, n.* from (select 1) one left join (select * from new order by seq limit $2) n on true order by n.seq
        """;

    /// <summary>A further page of the same read: what the snapshot $2 saw and $1 did not, after $3.</summary>
    private const string SinceWithin = $"""
        with new as materialized (
            select {Columns}, xid from signals where xid >= pg_snapshot_xmax($1::pg_snapshot)
            union all
            select {Columns}, xid from signals where xid = any(array(select pg_snapshot_xip($1::pg_snapshot))))
        select runtime.signal_epoch(), $2::text, n.* from (select 1) one
            left join (select {Columns} from new where pg_visible_in_snapshot(xid, $2::pg_snapshot) and seq > $3 order by seq limit $4) n on true
        order by n.seq
        """;

    public async Task<IReadOnlyList<Signal>> AppendAsync(TenantUnit unit, IReadOnlyList<Signal> signals, CancellationToken cancel)
    {
        var tenant = (NpgsqlTenantUnit)unit;
        if (signals.All(s => s.DedupeKey is null))
        {
            tenant.Defer(signals.Count == 1 ? AppendOne : Append, ParametersOf(signals));
            return signals;
        }

        var written = await tenant.ExecuteAsync(AppendOnce, ParametersOf(signals, ordered: true), async reader =>
        {
            var ids = new HashSet<Guid>();
            while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
            return ids;
        }, cancel);
        var taken = written.Count == signals.Count ? [] : await ByDedupeKeyAsync(tenant, [.. signals.Where(s => !written.Contains(s.Id)).Select(s => s.DedupeKey!)], cancel);
        return [.. signals.Select(s => written.Contains(s.Id) ? s : taken[s.DedupeKey!])];
    }

    public async Task<SignalPage> ReadSinceAsync(TenantUnit unit, SignalCursor? cursor, int limit, CancellationToken cancel)
    {
        var tenant = (NpgsqlTenantUnit)unit;
        if (cursor is null) return await StartAsync(tenant, reset: false, cancel);
        var (sql, parameters) = cursor.Snap is null
            ? (Since, new NpgsqlParameter[] { Text(cursor.Prev), new NpgsqlParameter<int> { TypedValue = limit + 1 } })
            : (SinceWithin, [Text(cursor.Prev), Text(cursor.Snap), new NpgsqlParameter<long> { TypedValue = cursor.After }, new NpgsqlParameter<int> { TypedValue = limit + 1 }]);
        var (epoch, snapshot, signals) = await tenant.ExecuteAsync(sql, parameters, reader => ReadAsync(reader, cancel), cancel);
        if (epoch != cursor.Epoch) return await StartAsync(tenant, reset: true, cancel);
        var more = signals.Count > limit;
        if (more) signals.RemoveAt(limit);
        var next = more ? new SignalCursor(epoch, cursor.Prev, snapshot, signals[^1].Seq) : new SignalCursor(epoch, snapshot);
        return new SignalPage(signals, next, more, Reset: false);
    }

    private static async Task<SignalPage> StartAsync(NpgsqlTenantUnit unit, bool reset, CancellationToken cancel)
    {
        var cursor = await unit.ExecuteAsync("select runtime.signal_epoch(), pg_current_snapshot()::text", [], async reader =>
        {
            await reader.ReadAsync(cancel);
            return new SignalCursor(reader.GetString(0), reader.GetString(1));
        }, cancel);
        return new SignalPage([], cursor, More: false, reset);
    }

    private static async Task<(string Epoch, string Snapshot, List<Signal> Signals)> ReadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var signals = new List<Signal>();
        var (epoch, snapshot) = ("", "");
        while (await reader.ReadAsync(cancel))
        {
            (epoch, snapshot) = (reader.GetString(0), reader.GetString(1));
            if (!await reader.IsDBNullAsync(2, cancel)) signals.Add(Read(reader, 2));
        }

        return (epoch, snapshot, signals);
    }

    private static Task<Dictionary<string, Signal>> ByDedupeKeyAsync(NpgsqlTenantUnit unit, string[] keys, CancellationToken cancel) =>
        unit.ExecuteAsync($"select {Columns} from signals where dedupe_key = any($1)", [new NpgsqlParameter<string[]> { TypedValue = keys }], async reader =>
        {
            var found = new Dictionary<string, Signal>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancel))
            {
                var signal = Read(reader, 0);
                found[signal.DedupeKey!] = signal;
            }

            return found;
        }, cancel);

    private static Signal Read(NpgsqlDataReader reader, int at) =>
        new()
        {
            Id = reader.GetGuid(at),
            Seq = reader.GetInt64(at + 1),
            Name = reader.GetString(at + 2),
            Stream = reader.GetString(at + 3),
            OccurredAt = reader.GetDateTime(at + 4),
            RecordedAt = reader.GetDateTime(at + 5),
            Source = reader.GetString(at + 6),
            ActorType = reader.GetString(at + 7),
            ActorId = reader.IsDBNull(at + 8) ? null : reader.GetGuid(at + 8),
            SubjectType = reader.GetString(at + 9),
            SubjectId = reader.GetGuid(at + 10),
            CorrelationId = reader.GetGuid(at + 11),
            CausationId = reader.IsDBNull(at + 12) ? null : reader.GetGuid(at + 12),
            RequestId = reader.IsDBNull(at + 13) ? null : reader.GetString(at + 13),
            DedupeKey = reader.IsDBNull(at + 14) ? null : reader.GetString(at + 14),
            Payload = JsonDocument.Parse(reader.GetString(at + 15)),
            Metadata = JsonDocument.Parse(reader.GetString(at + 16)),
            Visibility = reader.GetString(at + 17),
        };

    private static NpgsqlParameter[] ParametersOf(IReadOnlyList<Signal> signals, bool ordered = false)
    {
        NpgsqlParameter Of<T>(Func<Signal, T> value, NpgsqlDbType type) =>
            signals.Count == 1 && !ordered
                ? new() { Value = (object?)value(signals[0]) ?? DBNull.Value, NpgsqlDbType = type }
                : new() { Value = signals.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
        return
        [
            Of(s => s.Id, NpgsqlDbType.Uuid),
            Of(s => s.Name, NpgsqlDbType.Text),
            Of(s => s.Stream, NpgsqlDbType.Text),
            Of(s => s.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz),
            Of(s => s.Source, NpgsqlDbType.Text),
            Of(s => s.ActorType, NpgsqlDbType.Text),
            Of(s => s.ActorId, NpgsqlDbType.Uuid),
            Of(s => s.SubjectType, NpgsqlDbType.Text),
            Of(s => s.SubjectId, NpgsqlDbType.Uuid),
            Of(s => s.CorrelationId, NpgsqlDbType.Uuid),
            Of(s => s.CausationId, NpgsqlDbType.Uuid),
            Of(s => s.RequestId, NpgsqlDbType.Text),
            Of(s => s.DedupeKey, NpgsqlDbType.Text),
            Of(s => s.Payload.RootElement.GetRawText(), NpgsqlDbType.Jsonb),
            Of(s => s.Metadata.RootElement.GetRawText(), NpgsqlDbType.Jsonb),
            Of(s => s.Visibility, NpgsqlDbType.Text),
        ];
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };
}
