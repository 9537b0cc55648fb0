using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data;
using FleetPrompt.Data.Operations;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Operations;
using FleetPrompt.Tests.Startup;
using FleetPrompt.Web;
using FleetPrompt.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>
/// FleetPrompt as <c>fleet up</c> serves it, with its demo and a database of its own, and the same application's services beside it for what tests
/// need to be there.
/// </summary>
public class RunningApp : IAsyncLifetime
{
    /// <summary>Of everybody that tests make.</summary>
    public const string Password = "harbour lantern quartz";

    private readonly TemporaryDirectory directory = new();
    private FleetProcess? process;
    private EmbeddedPostgres? server;
    private WebApplication? beside;

    public Uri Origin { get; private set; } = null!;

    public string DataDirectory => directory.Path;

    public IServiceProvider Services => beside!.Services;

    /// <summary>Everything it answers to.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => Security.Endpoints.Of(beside!);

    /// <summary>What it is started with, beside its address and its data.</summary>
    protected virtual IReadOnlyList<string> Arguments => [];

    protected virtual IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>();

    /// <summary>Sets <see cref="Services"/> up as <see cref="Environment"/> does the server.</summary>
    protected virtual void Beside(IServiceCollection services) { }

    private protected FleetProcess Process => process!;

    /// <summary>Connection strings of the application's login and of the owner's.</summary>
    protected DatabaseLogins Logins => new(server!.ApplicationConnectionString, server.OwnerConnectionString);

    public virtual async ValueTask InitializeAsync()
    {
        await StartAsync("http://127.0.0.1:0");
        server = await EmbeddedPostgres.TryAttachAsync(DataDirectory) ?? throw new InvalidOperationException("The database of FleetPrompt does not run.");
        beside = FleetPromptApp.Build(new AppSettings(), new Database(services => Beside(services.AddData(server.ApplicationConnectionString, server.OwnerConnectionString)), server));
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync();
        directory.Dispose();
    }

    /// <summary>Stops it and its database, and starts both again on the same data, at another address.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    private async Task StopAsync()
    {
        if (beside is not null) await beside.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        if (process is not null)
        {
            if (!process.HasExited) await process.TerminateAsync();
            await process.DisposeAsync();
            process = null;
        }
    }

    /// <summary>Starts the server on the same data.</summary>
    protected async Task StartAsync(string urls)
    {
        if (process is not null) await process.DisposeAsync();
        process = Launch(urls);
        Origin = await process.ReadyAsync();
    }

    private protected virtual FleetProcess Launch(string urls) => FleetProcess.Start(["up", "--urls", urls, "--data", DataDirectory, .. Arguments], Environment);

    /// <summary>A new organisation with an owner, an admin and a member.</summary>
    public async Task<TestOrganization> OrganizationAsync(string name = "Harbour")
    {
        var slug = $"t{Guid.NewGuid():N}"[..12];
        var registration = Services.GetRequiredService<Registration>();
        var owner = $"owner@{slug}.test";
        var made = Must(await registration.CreateOrganizationAsync(slug, $"{name} {slug}", "Ola Nordin", owner, Password));
        var tenant = (await Services.GetRequiredService<ITenantDirectory>().FindAsync(slug, CancellationToken.None))!;
        var organization = new TestOrganization(tenant, $"{name} {slug}", made.UserId, owner, $"admin@{slug}.test", $"member@{slug}.test");
        await JoinAsync(tenant, "Aiko Brandt", organization.Admin, OrgRole.Admin);
        await JoinAsync(tenant, "Milan Costa", organization.Member, OrgRole.Member);
        return organization;
    }

    /// <summary>Somebody who has been a member for a year.</summary>
    public async Task<Guid> JoinAsync(TenantRef tenant, string name, string email, string role)
    {
        var user = Must(await Services.GetRequiredService<Registration>().AddMemberAsync(tenant, name, email, role, Password)).UserId;
        await AskAsync($"update public.organization_memberships set created_at = created_at - interval '1 year' where user_id = '{user}' and organization_id = '{tenant.OrganizationId}'");
        return user;
    }

    public async Task MakeOperatorAsync(string email) => Must(await Services.GetRequiredService<Operators>().AddAsync(email));

    /// <summary>Rows of the database as its owner sees them, their columns as text.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string query)
    {
        await using var connection = new NpgsqlConnection(server!.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return rows;
    }

    /// <summary>Holds what the query locks, as the database's owner, until it is disposed.</summary>
    public async Task<IAsyncDisposable> HoldAsync(string query)
    {
        var connection = new NpgsqlConnection(server!.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; " + query, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Until the query gives one row that says <paramref name="answer"/>.</summary>
    public async Task UntilAsync(string query, string answer, int seconds = 30)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var now = await AskAsync(query); now is not [var only] || only != answer; now = await AskAsync(query))
        {
            try
            {
                await tick.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"After {seconds} s '{query}' still gave [{string.Join("; ", now)}] and not '{answer}'. The server's last words:\n{LastWords}");
            }
        }
    }

    private string LastWords => Process.Errors.Length > 4000 ? Process.Errors[^4000..] : Process.Errors;

    internal static T Must<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Error!.Message);
}

/// <summary>An organisation made for a test, and the addresses of its people.</summary>
public sealed record TestOrganization(TenantRef Tenant, string Name, Guid OwnerId, string Owner, string Admin, string Member);
