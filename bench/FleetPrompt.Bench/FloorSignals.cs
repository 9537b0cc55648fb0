using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>Signals by plain SQL, as wide as the application's.</summary>
internal static class FloorSignals
{
    private const string Columns = "id, name, stream, occurred_at, source, actor_type, subject_type, subject_id, correlation_id, payload, metadata, visibility";

    private const string Metadata =
        """{"actor": {"id": null, "type": "system"}, "source": "job", "tenant": "org_bench_1", "subject": {"id": "01a0f1a0-0000-7000-8000-000000000000", "type": "bench"}, "request_id": null, "causation_id": null, "correlation_id": "01a0f1a0-0000-7000-8000-000000000000"}""";

    private const string Payload = """{"name": "bench.nothing.do", "status": "requested", "attempt": 1, "directive_id": "01a0f1a0-0000-7000-8000-000000000000"}""";

    private const string One = $"insert into signals ({Columns}) values ($1, $2, $3, now(), 'job', 'system', 'bench', $1, $1, $4, $5, 'admins')";

    private const string Many =
        $"insert into signals ({Columns}) select w.id, n.name, w.stream, now(), 'job', 'system', 'bench', w.about, w.about, $4, $5, 'admins' from unnest($1::uuid[], $2::uuid[], $6::text[]) as w (id, about, stream), unnest($3::text[]) as n (name)";

    public static Task InsertAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        return FloorUnit.ExecuteAsync(connection, One, cancel, FloorUnit.Of(id), FloorUnit.Of("directive.requested"), FloorUnit.Of($"bench:{id}"), FloorUnit.Json(Payload), FloorUnit.Json(Metadata));
    }

    /// <summary>One of the name for each of those that it is about.</summary>
    public static Task InsertAsync(NpgsqlConnection connection, string name, Guid[] about, CancellationToken cancel) =>
        FloorUnit.ExecuteAsync(
            connection,
            Many,
            cancel,
            FloorUnit.Of([.. about.Select(_ => Guid.CreateVersion7())]),
            FloorUnit.Of(about),
            new NpgsqlParameter<string[]> { TypedValue = [name] },
            FloorUnit.Json(Payload),
            FloorUnit.Json(Metadata),
            new NpgsqlParameter<string[]> { TypedValue = [.. about.Select(a => $"bench:{a}")] });
}
