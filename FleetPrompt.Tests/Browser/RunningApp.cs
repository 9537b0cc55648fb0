using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data;
using FleetPrompt.Data.Operations;
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
public sealed class RunningApp : IAsyncLifetime
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

    public async ValueTask InitializeAsync()
    {
        process = FleetProcess.Start(["up", "--urls", "http://127.0.0.1:0", "--data", DataDirectory]);
        Origin = await process.ReadyAsync();
        server = await EmbeddedPostgres.TryAttachAsync(DataDirectory) ?? throw new InvalidOperationException("The database of FleetPrompt does not run.");
        beside = FleetPromptApp.Build(new AppSettings(), new Database(services => services.AddData(server.ApplicationConnectionString, server.OwnerConnectionString), server));
    }

    public async ValueTask DisposeAsync()
    {
        if (beside is not null) await beside.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        if (process is not null)
        {
            await process.TerminateAsync();
            await process.DisposeAsync();
        }

        directory.Dispose();
    }

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

    public async Task<Guid> JoinAsync(TenantRef tenant, string name, string email, string role) =>
        Must(await Services.GetRequiredService<Registration>().AddMemberAsync(tenant, name, email, role, Password)).UserId;

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

    internal static T Must<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Error!.Message);
}

/// <summary>An organisation made for a test, and the addresses of its people.</summary>
public sealed record TestOrganization(TenantRef Tenant, string Name, Guid OwnerId, string Owner, string Admin, string Member);
