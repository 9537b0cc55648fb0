using System.Net;
using System.Net.Sockets;
using FleetPrompt.Tests.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Startup;

/// <summary>A start that cannot be: one line that names the setting, and exit code 2.</summary>
[Trait("Category", "Fault")]
public sealed class StartupFailureTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("banana")]
    [InlineData("")]
    [InlineData("ftp://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:0/below")]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.1:0;nonsense")]
    public async Task An_address_that_is_none_is_named_before_anything_starts(string urls)
    {
        (await RefusalAsync(["--urls", urls])).ShouldStartWith("--urls: ");
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=none;Username=none;Password=hidden")]
    [InlineData("Host=127.0.0.1;Port=banana;Database=none;Password=hidden")]
    [InlineData("postgres://none:hidden@127.0.0.1/none")]
    [InlineData("hidden")]
    public async Task A_connection_string_that_leads_nowhere_is_named_without_its_password(string connection)
    {
        var refusal = await RefusalAsync([], ("FLEETPROMPT_DB", connection));

        refusal.ShouldStartWith("FLEETPROMPT_DB: ");
        refusal.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task An_owner_without_an_application_is_half_a_configuration() =>
        (await RefusalAsync([], ("FLEETPROMPT_DB_OWNER", "Host=127.0.0.1;Database=none"))).ShouldStartWith("FLEETPROMPT_DB: ");

    [Theory]
    [InlineData("banana")]
    [InlineData("ftp://127.0.0.1:4317")]
    [InlineData("127.0.0.1:4317")]
    [InlineData("http://somebody:hidden@127.0.0.1:4317")]
    public async Task A_collector_that_could_not_be_reached_is_named_without_what_it_was_given(string endpoint)
    {
        var refusal = await RefusalAsync(["--no-demo"], ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));

        refusal.ShouldStartWith("OTEL_EXPORTER_OTLP_ENDPOINT: ");
        refusal.ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("Outbound__AllowedNetworks__0", "banana", "Outbound:AllowedNetworks: 'banana' is not a named network.")]
    [InlineData("Outbound__Ports__0", "99999", "Outbound:Ports: 99999 is not a port.")]
    public async Task What_integrations_may_not_be_let_to_is_named(string variable, string value, string problem) => (await RefusalAsync(["--no-demo"], (variable, value))).ShouldContain(problem);

    [Fact]
    public async Task Without_PostgreSQL_where_it_is_looked_for_the_place_is_named() =>
        (await RefusalAsync([], ("FLEETPROMPT_PG_BIN", directory.Path))).ShouldStartWith($"FLEETPROMPT_PG_BIN: {directory.Path} does not hold initdb");

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_named()
    {
        // Root may write anywhere but in the kernel's own file systems.
        var (code, _, errors) = await FleetProcess.RunAsync(["up", "--data", "/proc/fleetprompt", "--urls", "http://127.0.0.1:0"]);

        code.ShouldBe(2);
        errors.Trim().ShouldStartWith("FLEETPROMPT_DATA: /proc/fleetprompt");
        errors.Trim().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("http://{0}")]
    [InlineData("http://192.0.2.1:5080")]
    [InlineData("https://127.0.0.1:0")]
    public async Task An_address_that_cannot_be_served_is_named_and_the_database_stopped(string urls)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var refusal = await RefusalAsync(["--no-demo", "--urls", urls.Replace("{0}", taken.LocalEndpoint.ToString(), StringComparison.Ordinal)]);

        refusal.ShouldStartWith("--urls: ");
        File.Exists(directory["data/postgres/data/postmaster.pid"]).ShouldBeFalse();
    }

    /// <summary>What stands on standard error beside the news of the private database.</summary>
    private async Task<string> RefusalAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var (code, output, errors) = await FleetProcess.RunAsync(["up", "--data", directory["data"], .. arguments], environment.ToDictionary(e => e.Name, e => e.Value));
        code.ShouldBe(2, errors);
        output.ShouldBeEmpty();
        return errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("PostgreSQL", StringComparison.Ordinal) || line.StartsWith("FLEETPROMPT", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }
}
