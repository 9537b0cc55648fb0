using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FleetPrompt.Tests.Given;

/// <summary>
/// A FleetPrompt with a database of its own: what a test class shares, so that its work queue holds nobody else's work. Roles belong to the cluster, so slugs are
/// unique over all installations.
/// </summary>
public sealed class Installation(TestCluster cluster) : IAsyncLifetime
{
    private static int organizations;
    private ServiceProvider? services;

    public Clock Clock { get; } = new();

    public DatabaseLogins Logins { get; private set; } = null!;

    public TestCluster Cluster => cluster;

    public IServiceProvider Services => services!;

    public Stage Stage => Get<Stage>();

    public IUnits Units => Get<IUnits>();

    public async ValueTask InitializeAsync()
    {
        Logins = await cluster.NewDatabaseAsync();
        services = Composition.Of(Logins, Clock);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Begins "there is an organisation …"; await it to have it.</summary>
    public OrgBuilder Org(string name = "acme") => new(this, $"{name}_{Interlocked.Increment(ref organizations)}", name);

    /// <summary>The same application again, on the same database: another node, or one with a smaller pool.</summary>
    public ServiceProvider AnotherNode(int? poolSize = null)
    {
        var application = new NpgsqlConnectionStringBuilder(Logins.Application);
        if (poolSize is { } size) application.MaxPoolSize = size;
        return Composition.Of(Logins with { Application = application.ConnectionString }, Clock);
    }

    /// <summary>Works until nothing is ready and nothing is in hand.</summary>
    public async Task RunWork()
    {
        var runner = Get<WorkRunner>();
        await runner.HeartbeatAsync(CancellationToken.None);
        await runner.RunOutAsync(CancellationToken.None);
    }

    /// <summary>Asks as the owner of all tables, outside every unit.</summary>
    public async Task<T?> AskOwner<T>(string query)
    {
        await using var connection = new NpgsqlConnection(Logins.Owner + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public Task AsOwner(string statement) => AskOwner<object>(statement);

    public async ValueTask DisposeAsync()
    {
        if (services is not null) await services.DisposeAsync();
    }
}
