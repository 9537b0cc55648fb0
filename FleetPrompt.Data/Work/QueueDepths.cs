using FleetPrompt.Core.Work;
using Npgsql;

namespace FleetPrompt.Data.Work;

/// <inheritdoc/>
internal sealed class QueueDepths(NpgsqlDataSource source) : IQueueDepths
{
    /// <summary>Seconds. Whoever collects has other things to collect.</summary>
    private const int Patience = 5;

    public IReadOnlyList<QueueDepth> Look()
    {
        using var command = source.CreateCommand(
            """
            select case when ready < 10 then 'small' when ready < 1000 then 'medium' else 'large' end, count(*)::int, sum(ready)::bigint, now() - min(oldest)
            from (select count(*), min(ready_at) from runtime.ready where ready_at <= now() group by tenant_id) as line (ready, oldest)
            group by 1
            """);
        command.CommandTimeout = Patience;
        var depths = new List<QueueDepth>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) depths.Add(new QueueDepth(reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetTimeSpan(3)));
        return depths;
    }
}
