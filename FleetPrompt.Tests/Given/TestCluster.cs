using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Operations;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace FleetPrompt.Tests.Given;

/// <summary>
/// One private PostgreSQL for the whole run, started when a test first asks for it. It holds a migrated database that every <see cref="Installation"/> is a copy of.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly SemaphoreSlim copying = new(1);
    private readonly Lazy<Task<EmbeddedPostgres>> server;
    private int databases;

    public TestCluster() => server = new(StartAsync);

    /// <summary>A database of its own with the platform migrated and no organisation.</summary>
    public async Task<DatabaseLogins> NewDatabaseAsync()
    {
        var running = await server.Value;
        var name = $"copy_{Interlocked.Increment(ref databases)}";
        await copying.WaitAsync();
        try
        {
            await ExecuteAsync($"create database {name} template fleetprompt");
        }
        finally
        {
            copying.Release();
        }

        // A copy has the tables' rights, not the database's own.
        await ExecuteAsync($"revoke temporary on database {name} from public");
        return new(In(running.ApplicationConnectionString, name), In(running.OwnerConnectionString, name));
    }

    /// <summary>An empty database that an ordinary login owns, as an operator would make it; nothing is migrated.</summary>
    public async Task<DatabaseLogins> NewOrdinaryDatabaseAsync(bool oneLoginForBoth)
    {
        var running = await server.Value;
        var n = Interlocked.Increment(ref databases);
        var (name, owner, web) = ($"ordinary_{n}", $"ordinary_owner_{n}", oneLoginForBoth ? $"ordinary_owner_{n}" : $"ordinary_web_{n}");
        await ExecuteAsync($"create role {owner} login createrole password 'secret'");
        if (web != owner) await ExecuteAsync($"create role {web} login noinherit password 'secret'");
        await ExecuteAsync($"create database {name} owner {owner}");
        return new(As(running.ApplicationConnectionString, web, name), As(running.ApplicationConnectionString, owner, name));
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated) await (await server.Value).DisposeAsync();
        copying.Dispose();
        directory.Dispose();
    }

    private async Task<EmbeddedPostgres> StartAsync()
    {
        var started = await EmbeddedPostgres.StartOrAttachAsync(directory.Path, options: new() { Durable = false, Temporary = true });
        await using var services = Composition.Of(new(started.ApplicationConnectionString, started.OwnerConnectionString));
        await services.GetRequiredService<IProvisioner>().MigrateAsync(CancellationToken.None);
        return started;
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(In((await server.Value).OwnerConnectionString, "postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string In(string connection, string database) => new NpgsqlConnectionStringBuilder(connection) { Database = database, MaxPoolSize = 25 }.ConnectionString;

    private static string As(string connection, string login, string database) =>
        new NpgsqlConnectionStringBuilder(In(connection, database)) { Username = login, Password = "secret" }.ConnectionString;
}

/// <summary>Connection strings of the application's login and of the owner's.</summary>
public sealed record DatabaseLogins(string Application, string Owner);
