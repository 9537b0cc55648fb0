using System.Net;
using System.Net.Sockets;
using FleetPrompt.Core.Operations;
using FleetPrompt.Data.Operations;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class DatabaseSettingsTests(DatabaseSettingsTests.RunningServer running) : IClassFixture<DatabaseSettingsTests.RunningServer>
{
    private const string Secret = "s3cret-word";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nonsense", "is not a connection string")]
    [InlineData("Host=localhost;Database=x;Password=s3cret-word;s3cret-word=1", "does not know")]
    [InlineData("Host=localhost;Database=x;Password=a;s3cret-word", "is not a connection string")]
    [InlineData("Host=localhost;Database=x;Port=many;Password=s3cret-word", "value of port")]
    [InlineData("Database=x;Password=s3cret-word", "names no Host")]
    [InlineData("Host=localhost;Password=s3cret-word", "names no Database")]
    [InlineData("postgres://ana:s3cret-word@localhost/x", "is a URL")]
    [InlineData("postgresql://ana:s3cret-word@localhost/x?sslmode=require", "is a URL")]
    public async Task A_connection_string_that_cannot_be_read_gives_one_clear_line(string value, string expected)
    {
        var problem = await Problem(("FLEETPROMPT_DB", value));

        problem.Setting.ShouldBe("FLEETPROMPT_DB");
        problem.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_named()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var problem = await Problem(("FLEETPROMPT_DB", $"Host=127.0.0.1;Port={port};Database=x;Username=ana;Password={Secret}"));

        problem.Message.ShouldContain($"nothing listens at 127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_wrong_password_names_the_login_and_not_the_password()
    {
        var problem = await Problem(("FLEETPROMPT_DB", Running(change => change.Password = Secret)));

        problem.Message.ShouldContain("refused the login 'fleetprompt_web'");
    }

    [Fact]
    public async Task A_missing_password_is_asked_for()
    {
        var problem = await Problem(("FLEETPROMPT_DB", Running(change => change.Password = null)));

        problem.Message.ShouldContain("asks for a password for 'fleetprompt_web'");
    }

    [Fact]
    public async Task A_missing_database_is_named()
    {
        var problem = await Problem(("FLEETPROMPT_DB", Running(change => change.Database = "elsewhere")));

        problem.Message.ShouldContain("database 'elsewhere' does not exist");
    }

    [Fact]
    public async Task A_wrong_owner_login_names_its_own_setting()
    {
        var problem = await Problem(
            ("FLEETPROMPT_DB", running.Server.ApplicationConnectionString),
            ("FLEETPROMPT_DB_OWNER", Running(change => change.Username = "nobody_we_know"))
        );

        problem.Setting.ShouldBe("FLEETPROMPT_DB_OWNER");
    }

    [Fact]
    public async Task An_owner_alone_is_refused()
    {
        var problem = await Problem(("FLEETPROMPT_DB_OWNER", running.Server.OwnerConnectionString));

        problem.Message.ShouldContain("Set both");
    }

    [Fact]
    public async Task One_login_serves_as_both_unless_an_owner_is_given()
    {
        var (settings, server) = await Resolve(("FLEETPROMPT_DB", running.Server.ApplicationConnectionString));

        settings.Owner.ShouldBe(settings.Application);
        server.ShouldBeNull();
    }

    [Fact]
    public async Task Without_settings_the_private_server_is_used()
    {
        var (settings, server) = await Resolve();
        await using (server)
        {
            settings.Application.ShouldBe(running.Server.ApplicationConnectionString);
            settings.Owner.ShouldBe(running.Server.OwnerConnectionString);
        }
    }

    [Fact]
    public async Task A_private_server_that_does_not_run_is_not_started_unasked()
    {
        using var directory = new TemporaryDirectory();

        var problem = await Should.ThrowAsync<StartupException>(() =>
            DatabaseSettings.ResolveAsync(_ => null, directory.Path, startIfNeeded: false, cancellationToken: Cancellation)
        );

        problem.Message.ShouldContain("./fleet up");
    }

    private string Running(Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(running.Server.ApplicationConnectionString);
        change(builder);
        return builder.ConnectionString;
    }

    private Task<(DatabaseSettings Settings, IAsyncDisposable? Server)> Resolve(params (string Name, string Value)[] environment) =>
        DatabaseSettings.ResolveAsync(
            name => environment.FirstOrDefault(variable => variable.Name == name).Value,
            running.Directory.Path,
            options: RunningServer.Options,
            cancellationToken: Cancellation
        );

    private async Task<StartupException> Problem(params (string Name, string Value)[] environment)
    {
        var problem = await Should.ThrowAsync<StartupException>(() => Resolve(environment));
        problem.Message.ShouldStartWith(problem.Setting!);
        problem.Message.ShouldNotContain(Secret);
        problem.Message.ShouldNotContain("\n");
        return problem;
    }

    public sealed class RunningServer : IAsyncLifetime
    {
        public static EmbeddedPostgresOptions Options { get; } = new() { Durable = false };

        public TemporaryDirectory Directory { get; } = new();
        public EmbeddedPostgres Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await EmbeddedPostgres.StartOrAttachAsync(Directory.Path, options: Options);

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Directory.Dispose();
        }
    }
}
