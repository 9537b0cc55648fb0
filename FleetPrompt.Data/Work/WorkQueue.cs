using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Work;

/// <summary>The verbs of <c>Sql/runtime.sql</c>. The first seven run in a tenant's unit, under its role; the rest as the platform, one statement each.</summary>
internal sealed class WorkQueue(NpgsqlDataSource source, RunnerConnection kept) : IWorkQueue
{
    public void Enqueue(TenantUnit unit, IReadOnlyList<QueuedWork> work)
    {
        NpgsqlParameter Of<T>(Func<QueuedWork, T> value, NpgsqlDbType type) => new() { Value = work.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
        ((NpgsqlTenantUnit)unit).Defer(
            "select runtime.enqueue($1, $2, $3, $4, $5, $6)",
            [
                Of(w => w.Id, NpgsqlDbType.Uuid),
                Of(w => w.Kind, NpgsqlDbType.Text),
                Of(w => w.Name, NpgsqlDbType.Text),
                Of(w => w.ReadyAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Of(w => w.Priority, NpgsqlDbType.Integer),
                Of(w => w.Shares, NpgsqlDbType.Boolean),
            ],
            rows: true);
    }

    public Task<bool> BeginAsync(TenantUnit unit, Guid workId, long token, TimeSpan deadline, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ScalarAsync<bool>(
            "select runtime.begin($1, $2, $3)",
            cancel,
            new NpgsqlParameter<Guid> { TypedValue = workId },
            new NpgsqlParameter<long> { TypedValue = token },
            new NpgsqlParameter<TimeSpan> { TypedValue = deadline });

    public async Task<bool> FinishAsync(TenantUnit unit, IReadOnlyCollection<ClaimedWork> work, CancellationToken cancel) =>
        work.Count == await ((NpgsqlTenantUnit)unit).ScalarAsync<int>(
            "select runtime.finish($1, $2)",
            cancel,
            new NpgsqlParameter<Guid[]> { TypedValue = [.. work.Select(w => w.WorkId)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. work.Select(w => w.Token)] });

    public Task<bool> RequeueAsync(TenantUnit unit, Guid workId, long token, TimeSpan delay, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ScalarAsync<bool>(
            "select runtime.requeue($1, $2, $3)",
            cancel,
            new NpgsqlParameter<Guid> { TypedValue = workId },
            new NpgsqlParameter<long> { TypedValue = token },
            new NpgsqlParameter<TimeSpan> { TypedValue = delay });

    public Task<bool> CancelAsync(TenantUnit unit, Guid workId, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ScalarAsync<bool>("select runtime.cancel($1)", cancel, new NpgsqlParameter<Guid> { TypedValue = workId });

    public async Task RequestCancelAsync(TenantUnit unit, Guid workId, CancellationToken cancel) =>
        await ((NpgsqlTenantUnit)unit).ScalarAsync<object>("select runtime.request_cancel($1)", cancel, new NpgsqlParameter<Guid> { TypedValue = workId });

    public async Task<IReadOnlyList<StopRequest>> StopRequestsAsync(Guid runnerId, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select token, coalesce(deadline_at < now(), false) from runtime.running where runner_id = $1 and cancel_requested_at is not null");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = runnerId });
        var requests = new List<StopRequest>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) requests.Add(new StopRequest(reader.GetInt64(0), reader.GetBoolean(1)));
        return requests;
    }

    public Task<IReadOnlyList<ClaimedWork>> ClaimAsync(Guid runnerId, ClaimAsk ask, CancellationToken cancel) =>
        kept.UseAsync<IReadOnlyList<ClaimedWork>>(
            async connection =>
            {
                await using var command = new NpgsqlCommand("select tenant_id, kind, work_id, token, priority, shares from runtime.claim($1, $2, $3, $4, $5, $6, $7, $8)", connection);
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = runnerId });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ask.Places });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ask.Batch });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ask.After });
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. ask.Limits.Select(l => l.Name)] });
                command.Parameters.Add(new NpgsqlParameter<int?[]> { TypedValue = [.. ask.Limits.Select(l => l.MaxRunning)] });
                command.Parameters.Add(new NpgsqlParameter<double?[]> { TypedValue = [.. ask.Limits.Select(l => l.PerSecond)] });
                command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. ask.Limits.Select(l => l.Burst)] });
                var claimed = new List<ClaimedWork>();
                await using var reader = await command.ExecuteReaderAsync(cancel);
                while (await reader.ReadAsync(cancel))
                    claimed.Add(new ClaimedWork(reader.GetInt32(0), reader.GetString(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetInt32(4), reader.GetBoolean(5)));
                return claimed;
            },
            cancel);

    public async Task ReleaseAsync(ClaimedWork work, TimeSpan delay, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select runtime.give_back($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = work.WorkId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = work.Token });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = delay });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task GrantAsync(int tenantId, TenantGrant grant, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select runtime.grant_tenant($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = grant == TenantGrant.Usual ? null : grant.Weight });
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = grant.MaxRunning });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyDictionary<int, TenantGrant>> GrantsAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select tenant_id, weight, max_running from runtime.tenants");
        var grants = new Dictionary<int, TenantGrant>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) grants[reader.GetInt32(0)] = new TenantGrant(reader.GetInt32(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetInt32(2));
        return grants;
    }

    public async Task HeartbeatAsync(Guid runnerId, string node, TimeSpan lease, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select runtime.heartbeat($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = runnerId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<int> SweepAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select runtime.sweep()");
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task<bool> TidyAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select runtime.tidy()");
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task<IReadOnlyList<ForgottenWork>> ForgetAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select tenant_id, items from runtime.forget()");
        var forgotten = new List<ForgottenWork>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) forgotten.Add(new ForgottenWork(reader.GetInt32(0), reader.GetInt32(1)));
        return forgotten;
    }

    public async Task<QueueLook> LookAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            select (select count(*) from runtime.runners where lease_until > now())::int, (select count(*) from runtime.ready)::int, (select count(*) from runtime.running)::int,
                coalesce(now() - (select min(ready_at) from runtime.ready where ready_at <= now()), interval '0')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new QueueLook(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetTimeSpan(3));
    }

    public async Task<IReadOnlyList<Guid>> MissingAsync(TenantUnit unit, IReadOnlyCollection<Guid> workIds, CancellationToken cancel) =>
        workIds.Count == 0
            ? []
            : await ((NpgsqlTenantUnit)unit).ScalarAsync<Guid[]>("select runtime.missing($1)", cancel, new NpgsqlParameter<Guid[]> { TypedValue = [.. workIds] }) ?? [];

    public async Task<IReadOnlyList<RunnerLook>> RunnersAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            select r.id, r.node, r.started_at, r.lease_until - now(), (select count(*) from runtime.running w where w.runner_id = r.id)::int
            from runtime.runners r order by r.started_at desc
            """);
        var runners = new List<RunnerLook>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) runners.Add(new RunnerLook(reader.GetGuid(0), reader.GetString(1), reader.GetDateTime(2), reader.GetTimeSpan(3), reader.GetInt32(4)));
        return runners;
    }

    public async Task<IReadOnlyDictionary<int, TenantQueueLook>> LookByTenantAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            select tenant_id, sum(ready)::int, sum(running)::int, coalesce(now() - min(oldest), interval '0')
            from (
                select tenant_id, 1, 0, case when ready_at <= now() then ready_at end from runtime.ready
                union all
                select tenant_id, 0, 1, null from runtime.running
            ) as work (tenant_id, ready, running, oldest)
            group by tenant_id
            """);
        var looks = new Dictionary<int, TenantQueueLook>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) looks[reader.GetInt32(0)] = new TenantQueueLook(reader.GetInt32(1), reader.GetInt32(2), reader.GetTimeSpan(3));
        return looks;
    }
}
