using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Bench;

/// <summary>An organisation from nothing to open, one after the other; the floor copies the tables of one that is there.</summary>
internal sealed class TenantsProvision : Measure
{
    private const int Each = 20;

    public override string Name => "tenants.provision";

    public override string About => "making an organisation: role, schema, tables, rights, first signals";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var model = (await server.TenantsAsync(1, cancel))[0];
        var (made, copied, number) = (new List<double>(), new List<double>(), 0);
        for (var n = 0; n < Each * (repeats + 1); n++)
        {
            var (own, least) = (Stopwatch.StartNew(), new Stopwatch());
            var slug = string.Create(CultureInfo.InvariantCulture, $"made_{++number}");
            await server.Get<Registration>().CreateOrganizationAsync(slug, slug, "Owner", "owner@bench.test", cancel: cancel);
            own.Stop();
            least.Start();
            await server.ExecuteAsync(
                $"""
                begin;
                create role copy_{number} nologin;
                create schema copy_{number};
                do $$ declare t record; begin
                    for t in select tablename from pg_tables where schemaname = '{model.Schema}' loop
                        execute format('create table copy_{number}.%I (like {model.Schema}.%I including all)', t.tablename, t.tablename);
                    end loop;
                end $$;
                grant usage on schema copy_{number} to copy_{number};
                grant select, insert, update, delete on all tables in schema copy_{number} to copy_{number};
                commit;
                """,
                cancel);
            least.Stop();
            if (n < Each) continue;
            made.Add(own.Elapsed.TotalMilliseconds);
            copied.Add(least.Elapsed.TotalMilliseconds);
        }

        var (value, floor) = (Figures.Median(made), Figures.Median(copied));
        yield return new Line(Name, Figures.Round(value), "ms", Figures.Round(value), Figures.Round(Figures.Percentile(made, 0.99)), Figures.Round(floor), Figures.Round(value / floor), made.Count, "one_after_the_other");
    }
}

/// <summary>What a node with many organisations and nothing to do costs, and how long it takes to look whether they are up to date.</summary>
internal sealed class TenantsIdle : Measure
{
    private const int Tenants = 1_000;

    /// <summary>Of each organisation, over the pool's connections, before memory is looked at.</summary>
    private const int Visits = 10;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);

    public override string Name => "tenants.idle";

    public override string About => "1,000 organisations: bringing them up to date, what an idle node costs, and memory";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenants = await server.TenantsAsync(Tenants, cancel);
        await StepBackAsync(server, tenants, cancel);
        var migrating = Stopwatch.StartNew();
        var migrated = await server.Get<IProvisioner>().MigrateAsync(cancel);
        migrating.Stop();
        if (migrated.Migrated != Tenants) throw new InvalidOperationException($"{migrated.Migrated} of {Tenants} organisations were brought forward.");
        await using var node = server.NewNode();
        await node.StartAsync(cancel);
        while (!node.Services.GetRequiredService<WorkRunner>().CanClaim) await Task.Yield();
        var (processor, statements) = (new List<double>(), new List<double>());
        for (var n = 0; n <= repeats; n++)
        {
            var (spent, before) = (Process.GetCurrentProcess().TotalProcessorTime, await TransactionsAsync(server, cancel));
            await Task.Delay(Watched, cancel); // what is measured is that nothing happens
            if (n == 0) continue;
            processor.Add((Process.GetCurrentProcess().TotalProcessorTime - spent) / Watched * 100);
            statements.Add((await TransactionsAsync(server, cancel) - before) / Watched.TotalSeconds);
        }

        await Crowd.EachAsync(Enumerable.Range(0, Visits).SelectMany(_ => tenants), 8, tenant => SignalsEmit.EmitAsync(node.Services, tenant, 1, cancel));
        var backends = await BackendMemoryAsync(server, cancel);
        await node.StopAsync(cancel);
        GC.Collect();
        var memory = Process.GetCurrentProcess().WorkingSet64 / 1024d / 1024;
        var conditions = string.Create(CultureInfo.InvariantCulture, $"tenants={Tenants}");
        yield return new Line(Name, Figures.Round(Figures.Median(processor)), "percent_of_a_core", null, null, null, null, processor.Count, $"{conditions} of=node");
        yield return new Line(Name, Figures.Round(Figures.Median(statements)), "transactions_per_s", null, null, null, null, statements.Count, $"{conditions} of=database");
        yield return new Line(Name, Figures.Round(memory), "MiB", null, null, null, null, 1, $"{conditions} of=working_set_with_the_benchmark_in_it");
        yield return new Line(Name, Figures.Round(migrating.Elapsed.TotalSeconds), "s", null, null, null, null, 1, $"{conditions} of=migrate_from_one_migration_behind");
        yield return new Line(Name, Figures.Round(backends.Max()), "MiB", null, null, null, null, backends.Count, $"{conditions} of=largest_backend visits={Visits}");
    }

    /// <summary>Undoes the newest migration of each.</summary>
    private static async Task StepBackAsync(BenchServer server, IReadOnlyList<TenantRef> tenants, CancellationToken cancel)
    {
        await using var db = await server.Get<IDbContextFactory<TenantDb>>().CreateDbContextAsync(cancel);
        var (before, newest) = (db.Database.GetMigrations().ToArray()[^2], db.Database.GetMigrations().Last());
        var undo = db.GetService<IMigrator>().GenerateScript(newest, before, MigrationsSqlGenerationOptions.NoTransactions);
        foreach (var tenant in tenants) await server.ExecuteAsync($"begin; set local search_path = {tenant.Schema}, ext, pg_temp; {undo}; commit", cancel);
        await server.ExecuteAsync($"update public.tenant_migration_runs set to_migration = '{before}'", cancel);
    }

    /// <summary>What each of the application's backends has for itself (RssAnon in proc(5)), in MiB.</summary>
    private static async Task<IReadOnlyList<double>> BackendMemoryAsync(BenchServer server, CancellationToken cancel)
    {
        var backends = await server.AskAsync<int[]>("select array_agg(pid) from pg_stat_activity where application_name = 'FleetPrompt'", cancel);
        return
        [
            .. backends.Select(b => File.ReadLines($"/proc/{b}/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)))
                .Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024),
        ];
    }

    /// <summary>A backend tells its counts about once a second.</summary>
    private static async Task<double> TransactionsAsync(BenchServer server, CancellationToken cancel) =>
        await server.AskAsync<double>("select (xact_commit + xact_rollback)::float8 from pg_stat_database where datname = current_database()", cancel);
}
