using System.Globalization;
using FleetPrompt.Core.Operations;
using FleetPrompt.Data.Operations;
using FleetPrompt.Tests.Startup;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private static readonly EmbeddedPostgresOptions Fast = new() { Durable = false };

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_attached_server_runs_on_and_stops_with_the_one_who_started_it()
    {
        await using var starter = await Start();
        await using (var attached = await Start())
        {
            starter.StartedHere.ShouldBeTrue();
            attached.StartedHere.ShouldBeFalse();
            attached.Port.ShouldBe(starter.Port);
        }

        (await Ask(starter.OwnerConnectionString, "select 1")).ShouldBe("1");

        await starter.DisposeAsync();

        (await Attach()).ShouldBeNull();
    }

    [Fact]
    public async Task The_last_to_leave_stops_a_server_whose_starter_left_first()
    {
        var starter = await Start();
        await using var attached = await Start();

        await starter.DisposeAsync();

        (await Ask(attached.OwnerConnectionString, "select 1")).ShouldBe("1");
        await attached.DisposeAsync();
        (await Attach()).ShouldBeNull();
    }

    [Fact]
    public async Task The_last_to_leave_stops_a_server_whose_starter_was_killed()
    {
        await using var starter = FleetProcess.Start(["up", "--no-demo", "--urls", "http://127.0.0.1:0", "--data", _directory.Path]);
        await starter.ReadyAsync();
        var attached = (await Attach())!;
        attached.StartedHere.ShouldBeFalse();

        await starter.KillAsync();
        await attached.DisposeAsync();

        File.Exists(_directory["postgres/data/postmaster.pid"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_its_starter_abandoned_stops_when_forced()
    {
        await using var abandoned = await Start();
        await using var attached = await Start();

        await attached.StopAsync(cancellationToken: Cancellation);
        (await Ask(attached.OwnerConnectionString, "select 1")).ShouldBe("1");

        await attached.StopAsync(force: true, Cancellation);
        (await Attach()).ShouldBeNull();
    }

    [Fact]
    public async Task Simultaneous_starts_share_one_server()
    {
        var servers = await Task.WhenAll(Start(), Start(), Start());
        try
        {
            servers.Count(server => server.StartedHere).ShouldBe(1);
            servers.Select(server => server.Port).Distinct().Count().ShouldBe(1);
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_written_is_there_at_the_next_start()
    {
        await using (var first = await Start())
            await Run(first.OwnerConnectionString, "create table public.kept as select 'still here' as word");

        await using var second = await Start();

        second.StartedHere.ShouldBeTrue();
        (await Ask(second.OwnerConnectionString, "select word from public.kept")).ShouldBe("still here");
    }

    [Fact]
    public async Task A_process_file_that_names_another_living_program_is_cleared_away()
    {
        await (await Start()).DisposeAsync();
        string[] stale = [Environment.ProcessId.ToString(CultureInfo.InvariantCulture), _directory["postgres/data"], "0", "5432", "", "127.0.0.1", "", "ready"];
        await File.WriteAllLinesAsync(_directory["postgres/data/postmaster.pid"], stale, Cancellation);

        await using var server = await Start();

        server.StartedHere.ShouldBeTrue();
    }

    [Fact]
    public async Task A_copied_directory_does_not_attach_to_the_original_server()
    {
        await using var original = await Start();
        using var copy = new TemporaryDirectory();
        var copied = await ServerPrograms.AsCaller.RunAsync("cp", ["-a", _directory["postgres"], copy.Path], Cancellation);
        copied.Succeeded.ShouldBeTrue(copied.Output);

        (await EmbeddedPostgres.TryAttachAsync(copy.Path, options: Fast, cancellationToken: Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_application_login_may_connect_and_nothing_more()
    {
        await using var server = await Start();
        string[] forbidden =
        [
            "create table public.mine (id int)",
            "create temporary table mine (id int)",
            "create schema mine",
            "create role mine",
            "create database mine",
            "set role fleetprompt_owner",
            "select pg_read_file('postgresql.conf')",
        ];

        (await Ask(server.ApplicationConnectionString, "select current_user")).ShouldBe("fleetprompt_web");
        (await Ask(server.ApplicationConnectionString, "select rolinherit::text from pg_roles where rolname = current_user")).ShouldBe("false");
        foreach (var statement in forbidden)
        {
            var refusal = await Should.ThrowAsync<PostgresException>(() => Run(server.ApplicationConnectionString, statement));
            refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        }
    }

    [Fact]
    public async Task Real_data_gets_a_durable_server_on_loopback_alone()
    {
        await using var server = await EmbeddedPostgres.StartOrAttachAsync(_directory.Path, cancellationToken: Cancellation);
        var expected = new Dictionary<string, string>
        {
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            ["data_checksums"] = "on",
            ["listen_addresses"] = "127.0.0.1",
            ["max_connections"] = "200",
            ["server_encoding"] = "UTF8",
            ["password_encryption"] = "scram-sha-256",
        };

        foreach (var (setting, value) in expected)
            (await Ask(server.OwnerConnectionString, $"show {setting}")).ShouldBe(value, setting);
        (await Ask(server.OwnerConnectionString, "select lower('ÄÖ')")).ShouldBe("äö");
    }

    [Fact]
    public async Task Passwords_are_for_the_caller_alone()
    {
        await using var server = await Start();

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_directory["postgres/credentials.json"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_directory["postgres"]).ShouldNotContain(file => file.Contains("initdb-password"));
        new DatabaseSettings(server.ApplicationConnectionString, server.OwnerConnectionString).ToString().ShouldNotContain("Password");
    }

    [Fact]
    public async Task A_temporary_server_leaves_no_files()
    {
        var server = await EmbeddedPostgres.StartOrAttachAsync(_directory.Path, options: Fast with { Temporary = true }, cancellationToken: Cancellation);

        await server.DisposeAsync();

        Directory.Exists(server.HomeDirectory).ShouldBeFalse();
    }

    [Fact]
    public async Task A_machine_without_PostgreSQL_is_told_what_to_install()
    {
        var problem = await Problem(() => Start(Fast with { Candidates = [] }));

        problem.Setting.ShouldBe("FLEETPROMPT_DB");
        problem.Message.ShouldContain("apt-get install postgresql");
        Directory.Exists(_directory["postgres"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        // Root may write anywhere but in the kernel's own file systems.
        var directory = "/proc/fleetprompt";

        var problem = await Problem(() => EmbeddedPostgres.StartOrAttachAsync(directory, options: Fast, cancellationToken: Cancellation));

        problem.Setting.ShouldBe("FLEETPROMPT_DATA");
        problem.Message.ShouldContain(directory);
    }

    [Fact]
    public async Task A_path_may_hold_blanks_and_quotes_but_nothing_that_a_shell_expands()
    {
        await using (var server = await EmbeddedPostgres.StartOrAttachAsync(_directory["it's, a path"], options: Fast, cancellationToken: Cancellation))
            server.StartedHere.ShouldBeTrue();

        var problem = await Problem(() => EmbeddedPostgres.StartOrAttachAsync(_directory["a $HOME"], options: Fast, cancellationToken: Cancellation));

        problem.Message.ShouldContain("without $");
    }

    [Fact]
    public async Task Data_of_another_major_version_are_left_alone()
    {
        await (await Start()).DisposeAsync();
        await File.WriteAllTextAsync(_directory["postgres/data/PG_VERSION"], "9", Cancellation);

        var problem = await Problem(() => Start());

        problem.Setting.ShouldBe("FLEETPROMPT_DATA");
        problem.Message.ShouldContain("written by PostgreSQL 9");
    }

    [Fact]
    public async Task A_damaged_directory_is_said_to_be_damaged()
    {
        await (await Start()).DisposeAsync();
        File.Delete(_directory["postgres/data/global/pg_control"]);

        var problem = await Problem(() => Start());

        problem.Setting.ShouldBe("FLEETPROMPT_DATA");
        problem.Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task A_lost_password_file_is_asked_for()
    {
        await (await Start()).DisposeAsync();
        File.Delete(_directory["postgres/credentials.json"]);

        var problem = await Problem(() => Start());

        problem.Message.ShouldContain("credentials.json");
        problem.Message.ShouldContain("backup");
    }

    [Fact]
    public async Task A_killed_initdb_is_begun_anew()
    {
        Directory.CreateDirectory(_directory["postgres/data.new/base"]);

        await using var server = await Start();

        server.StartedHere.ShouldBeTrue();
    }

    private Task<EmbeddedPostgres> Start(EmbeddedPostgresOptions? options = null) =>
        EmbeddedPostgres.StartOrAttachAsync(_directory.Path, options: options ?? Fast, cancellationToken: Cancellation);

    private Task<EmbeddedPostgres?> Attach() => EmbeddedPostgres.TryAttachAsync(_directory.Path, options: Fast, cancellationToken: Cancellation);

    private static async Task<StartupException> Problem(Func<Task> start)
    {
        var problem = await Should.ThrowAsync<StartupException>(start);
        problem.Message.ShouldNotContain("\n");
        problem.Message.ShouldStartWith(problem.Setting!);
        return problem;
    }

    private static async Task<string?> Ask(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(query, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(Cancellation), CultureInfo.InvariantCulture);
    }

    private static async Task Run(string connectionString, string statement) => await Ask(connectionString, statement);
}
