using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Operations;

/// <inheritdoc cref="ISignalCounts"/>
internal sealed class SignalCounts : ISignalCounts
{
    private const string Count = """
        select date_bin($1, recorded_at, $2) as bar, count(*)::int
        from signals
        where recorded_at >= $3 and recorded_at < $4 and visibility = any($5)
            and ($6 is null or starts_with(name, $6))
            and ($7 is null or actor_type = $7)
            and ($8 is null or actor_id = $8)
            and ($9 is null or subject_type = $9)
            and ($10 is null or subject_id = $10)
            and ($11 is null or stream = $11)
        group by bar
        """;

    public Task<IReadOnlyDictionary<DateTimeOffset, int>> CountAsync(TenantUnit unit, IReadOnlyList<string> visible, SignalQuery query, SignalSpan span, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyDictionary<DateTimeOffset, int>>(Count, Parameters(visible, query, span), async reader =>
        {
            var counts = new Dictionary<DateTimeOffset, int>();
            while (await reader.ReadAsync(cancel)) counts[reader.GetFieldValue<DateTimeOffset>(0)] = reader.GetInt32(1);
            return counts;
        }, cancel);

    private static NpgsqlParameter[] Parameters(IReadOnlyList<string> visible, SignalQuery query, SignalSpan span) =>
    [
        Of(span.Width, NpgsqlDbType.Interval),
        Of(span.Start, NpgsqlDbType.TimestampTz),
        Of(span.From, NpgsqlDbType.TimestampTz),
        Of(span.To, NpgsqlDbType.TimestampTz),
        Of(visible.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
        Of(query.Name, NpgsqlDbType.Text),
        Of(query.ActorType, NpgsqlDbType.Text),
        Of(query.ActorId, NpgsqlDbType.Uuid),
        Of(query.SubjectType, NpgsqlDbType.Text),
        Of(query.SubjectId, NpgsqlDbType.Uuid),
        Of(query.Stream, NpgsqlDbType.Text),
    ];

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
