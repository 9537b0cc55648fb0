using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A transaction that somebody leaves open: nothing that was deleted since can be taken away, and claims pass over it.</summary>
[Trait("Category", "Fault")]
public sealed class HeldSnapshotTests(Installation fleet) : DatabaseTests(fleet)
{
    private const int Rounds = 3;
    private const int Directives = 1000;

    /// <summary>How often one claim reads an entry that is dead: to find whose turn it is, and to find the front of the line.</summary>
    private const int Passes = 2;

    /// <summary>
    /// Told by the index entries of the queue that one claim reads, whatever the machine's speed. They grow with what was done since the snapshot: that nobody holds one for long is up to
    /// whoever runs the database.
    /// </summary>
    [Fact]
    public async Task Work_goes_on_beside_an_old_snapshot_and_a_claim_passes_over_each_dead_entry_twice_at_most()
    {
        var acme = await Given.Org();
        var runner = Guid.NewGuid();
        await Given.Get<IWorkQueue>().HeartbeatAsync(runner, "here", TimeSpan.FromHours(1), Cancel);
        await Given.AsOwner("vacuum runtime.ready");
        var before = await CostAsync(acme, runner);
        await using var old = new NpgsqlConnection(Given.Logins.Owner + ";Pooling=false");
        await old.OpenAsync(Cancel);
        await AskAsync(old, "begin isolation level repeatable read; select count(*) from runtime.ready");

        var costs = new List<long>();
        for (var round = 0; round < Rounds; round++)
        {
            var requests = Enumerable.Range(0, Directives).Select(_ => new Rehearsal(Guid.NewGuid())).Select(r => new DirectiveRequest<Rehearsal>(new("test.thing", r.Subject), r, "1")).ToList();
            (await acme.Do(unit => Given.Get<DirectiveService>().RequestAllAsync(unit, Rehearsals.Together, requests, Cancel))).ShouldBeOk();
            await RunWork();
            costs.Add(await CostAsync(acme, runner));
        }

        await AskAsync(old, "rollback");
        await Given.AsOwner("vacuum runtime.ready");
        var after = await CostAsync(acme, runner);
        for (var round = 0; round < Rounds; round++) costs[round].ShouldBeLessThanOrEqualTo(before + (Passes * (round + 1) * Directives));
        after.ShouldBe(before, "once the snapshot is gone, a vacuum takes all of it away");
        (await acme.All<Directive>(d => d.Status == DirectiveStates.Succeeded)).Count.ShouldBe(Rounds * Directives);
    }

    /// <summary>Index entries of the queue that a claim of one item reads; it is undone.</summary>
    private async Task<long> CostAsync(Org org, Guid runner)
    {
        const string Read = "select coalesce(sum(pg_stat_get_xact_tuples_returned(indexrelid)), 0)::bigint from pg_index where indrelid = 'runtime.ready'::regclass";
        await using var connection = new NpgsqlConnection(Given.Logins.Owner + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await AskAsync(connection, $"insert into runtime.ready values ({org.Tenant.TenantId}, gen_random_uuid(), 0, now(), 'directive', 'rehearsal.together', true)");
        var before = await AskAsync(connection, Read);
        (await AskAsync(connection, $"select count(*) from runtime.claim('{runner}', 8, 100, 0, '{{}}', '{{}}', '{{}}', '{{}}')")).ShouldBe(1);
        return await AskAsync(connection, Read) - before;
    }

    private static async Task<long> AskAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(Cancel) is long number ? number : 0;
    }
}
