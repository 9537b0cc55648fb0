using System.Diagnostics;
using System.Globalization;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data;
using FleetPrompt.Data.Operations;
using FleetPrompt.Data.Tenancy;
using FleetPrompt.Web;
using FleetPrompt.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>A PostgreSQL of its own with the durable settings that FleetPrompt gives it, and the application as a node has it.</summary>
public sealed class BenchServer : IAsyncDisposable
{
    private readonly DirectoryInfo directory;
    private readonly EmbeddedPostgres postgres;
    private readonly List<TenantRef> tenants = [];

    private BenchServer(DirectoryInfo directory, EmbeddedPostgres postgres)
    {
        (this.directory, this.postgres) = (directory, postgres);
        PlainOwner = NpgsqlDataSource.Create(postgres.OwnerConnectionString);
        Plain = AppDataSource.Create(postgres.ApplicationConnectionString);
        Node = NewNode();
    }

    /// <summary>The application, not started: nothing happens that is not asked for.</summary>
    public WebApplication Node { get; }

    /// <summary>Connections like the application's, for floors.</summary>
    public NpgsqlDataSource Plain { get; }

    /// <summary>Connections of the tables' owner.</summary>
    public NpgsqlDataSource PlainOwner { get; }

    public static async Task<BenchServer> StartAsync(CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("fleetprompt-bench-");
        var postgres = await EmbeddedPostgres.StartOrAttachAsync(directory.FullName, options: new() { Temporary = true }, cancellationToken: cancel);
        var server = new BenchServer(directory, postgres);
        await server.Get<IProvisioner>().MigrateAsync(cancel);
        return server;
    }

    public T Get<T>()
        where T : notnull => Node.Services.GetRequiredService<T>();

    public WebApplication NewNode() =>
        FleetPromptApp.Build(
            new AppSettings { Urls = "http://127.0.0.1:0" },
            new Database(AddTo, null));

    private void AddTo(IServiceCollection services)
    {
        services
            .AddData(postgres.ApplicationConnectionString, postgres.OwnerConnectionString)
            .AddDirective<BenchArgs, NothingHandler>(BenchDirectives.Nothing)
            .AddDirective<BenchArgs, RowHandler>(BenchDirectives.Row)
            .AddSignalTypes([BenchHandlers.Happened]);
        foreach (var subscription in BenchHandlers.All) services.AddSignalHandler<BenchHandler>(subscription);
    }

    /// <summary>The first so many organisations; those that are missing are made.</summary>
    public async Task<IReadOnlyList<TenantRef>> TenantsAsync(int count, CancellationToken cancel)
    {
        if (tenants.Count < count) await Console.Error.WriteLineAsync($"making {count - tenants.Count} organisations");
        var (registration, directoryOf) = (Get<Registration>(), Get<ITenantDirectory>());
        while (tenants.Count < count)
        {
            var slug = string.Create(CultureInfo.InvariantCulture, $"bench_{tenants.Count + 1}");
            await registration.CreateOrganizationAsync(slug, slug, "Owner", "owner@bench.test", cancel: cancel);
            tenants.Add((await directoryOf.FindAsync(slug, cancel))!);
        }

        // Nobody has been welcomed yet: that is not what is measured.
        await ExecuteAsync("delete from runtime.ready", cancel);
        return tenants.Take(count).ToList();
    }

    /// <summary>Times the work and asks the server what it cost.</summary>
    public async Task<Repeat> RepeatAsync(int items, Func<Task> work, CancellationToken cancel)
    {
        await ExecuteAsync("checkpoint", cancel);
        var before = await CountersAsync(cancel);
        var spent = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await work();
        watch.Stop();
        spent = Environment.CpuUsage.TotalTime - spent;
        var after = await CountersAsync(cancel);
        return new Repeat(items, watch.Elapsed, after.Transactions - before.Transactions, after.Wal - before.Wal, spent, after.Spent - before.Spent);
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var command = PlainOwner.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<T> AskAsync<T>(string sql, CancellationToken cancel)
    {
        await using var command = PlainOwner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Rows that are dead and not vacuumed yet, by the server's estimate.</summary>
    public Task<long> DeadTuplesAsync(CancellationToken cancel)
    {
        Plain.Clear();
        PlainOwner.Clear();
        Get<NpgsqlDataSource>().Clear();
        return AskAsync<long>("select coalesce(sum(n_dead_tup), 0)::bigint from pg_stat_all_tables where schemaname like 'org\\_%' or schemaname = 'runtime'", cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Plain.DisposeAsync();
        await PlainOwner.DisposeAsync();
        await postgres.DisposeAsync();
        directory.Delete(recursive: true);
    }

    /// <summary>What is told at once, so that connections stay open between repeats as they do in a node; a backend tells the rest when it ends.</summary>
    private async Task<(double Transactions, double Wal, TimeSpan Spent)> CountersAsync(CancellationToken cancel)
    {
        await using var command = PlainOwner.CreateCommand("select pg_snapshot_xmax(pg_current_snapshot())::text::float8, (pg_current_wal_insert_lsn() - '0/0')::float8, pg_backend_pid()");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetDouble(0), reader.GetDouble(1), ProcessorTime.OfServer(reader.GetInt32(2)));
    }
}
