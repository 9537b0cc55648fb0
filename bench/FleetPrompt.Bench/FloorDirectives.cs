using FleetPrompt.Core.Tenancy;
using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>The life of a directive by plain SQL on the application's own tables: what is recorded, and nothing that decides.</summary>
internal static class FloorDirectives
{
    private const string Insert =
        """
        insert into directives (id, name, stream, idempotency_key, args_hash, payload, status, requested_by_type, actor_role, correlation_id, requested_at, attempt, subject_type, subject_id)
        select id, 'bench.nothing.do', 'bench:' || id, 'bench.nothing.do:' || id, md5(id::text) || md5(id::text), '{"id": "01a0f1a0-0000-7000-8000-000000000000"}', 'requested', 'system', 'system', id, now(), 1, 'bench', id
        from unnest($1::uuid[]) as t (id)
        """;

    private const string Enqueue = "insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind) select id, $2, 0, now(), 'directive' from unnest($1::uuid[]) as t (id)";

    /// <summary>Claim without fairness, and with the tenant known.</summary>
    private const string Claim =
        """
        with gone as (
            delete from runtime.ready where ctid = any (array(select ctid from runtime.ready where tenant_id = $1 and ready_at <= now() order by priority, ready_at limit $2 for update skip locked))
            returning work_id, priority, kind
        )
        insert into runtime.running (work_id, tenant_id, priority, kind, token, runner_id, begun_at)
        select work_id, $1, priority, kind, nextval('runtime.token'), '01a0f1a0-0000-7000-8000-000000000000', now() from gone
        returning work_id
        """;

    private const string Start = "update directives set status = 'running', started_at = now(), token = 1 where id = any ($1)";
    private const string Attempt = "insert into directive_attempts (directive_id, attempt, started_at) select id, 1, now() from unnest($1::uuid[]) as t (id)";
    private const string Finish = "update directives set status = 'succeeded', finished_at = now() where id = any ($1) and token = 1";
    private const string EndAttempt = "update directive_attempts set finished_at = now(), outcome = 'succeeded' where directive_id = any ($1)";
    private const string Done = "delete from runtime.running where tenant_id = $2 and work_id = any ($1)";

    public static async Task RequestAsync(NpgsqlConnection connection, TenantRef tenant, Guid[] ids, CancellationToken cancel)
    {
        await FloorUnit.ExecuteAsync(connection, Insert, cancel, FloorUnit.Of(ids));
        await FloorSignals.InsertAsync(connection, "directive.requested", ids, cancel);
        await FloorUnit.ExecuteAsync(connection, Enqueue, cancel, FloorUnit.Of(ids), FloorUnit.Of(tenant.TenantId));
    }

    public static async Task<Guid[]> ClaimAsync(NpgsqlConnection connection, TenantRef tenant, int limit, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Claim, connection);
        command.Parameters.Add(FloorUnit.Of(tenant.TenantId));
        command.Parameters.Add(FloorUnit.Of(limit));
        var claimed = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) claimed.Add(reader.GetGuid(0));
        return [.. claimed];
    }

    public static async Task StartAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancel)
    {
        await FloorUnit.ExecuteAsync(connection, Start, cancel, FloorUnit.Of(ids));
        await FloorUnit.ExecuteAsync(connection, Attempt, cancel, FloorUnit.Of(ids));
        await FloorSignals.InsertAsync(connection, "directive.started", ids, cancel);
    }

    public static async Task FinishAsync(NpgsqlConnection connection, TenantRef tenant, Guid[] ids, CancellationToken cancel)
    {
        await FloorUnit.ExecuteAsync(connection, Finish, cancel, FloorUnit.Of(ids));
        await FloorUnit.ExecuteAsync(connection, EndAttempt, cancel, FloorUnit.Of(ids));
        await FloorSignals.InsertAsync(connection, "directive.succeeded", ids, cancel);
        await FloorUnit.ExecuteAsync(connection, Done, cancel, FloorUnit.Of(ids), FloorUnit.Of(tenant.TenantId));
    }
}
