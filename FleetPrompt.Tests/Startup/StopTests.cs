using System.Globalization;
using FleetPrompt.Tests.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Startup;

[Trait("Category", "Fault")]
public sealed class StopTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string Postmaster => directory["postgres/data/postmaster.pid"];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Terminated_it_ends_well_and_stops_what_it_started()
    {
        await using var up = Up();
        await ShouldAnswerAsync(await up.ReadyAsync());
        var database = await DatabaseProcessAsync();

        (await up.TerminateAsync()).ShouldBe(0);

        IsAlive(database).ShouldBeFalse();
        File.Exists(Postmaster).ShouldBeFalse();
    }

    [Fact]
    public async Task Killed_it_comes_up_again_on_the_same_data_and_then_stops_its_database()
    {
        await using var killed = Up();
        await killed.ReadyAsync();
        var database = await DatabaseProcessAsync();
        await killed.KillAsync();
        IsAlive(database).ShouldBeTrue();

        await using var up = Up();
        await ShouldAnswerAsync(await up.ReadyAsync());
        (await DatabaseProcessAsync()).ShouldBe(database);

        (await up.TerminateAsync()).ShouldBe(0);
        IsAlive(database).ShouldBeFalse();
    }

    private FleetProcess Up() => FleetProcess.Start(["up", "--no-demo", "--urls", "http://127.0.0.1:0", "--data", directory.Path]);

    private async Task<int> DatabaseProcessAsync() => int.Parse((await File.ReadAllLinesAsync(Postmaster))[0], CultureInfo.InvariantCulture);

    // What has ended and was not yet asked for by its parent has a directory there, but no command line.
    private static bool IsAlive(int process) => File.Exists($"/proc/{process}/cmdline") && File.ReadAllText($"/proc/{process}/cmdline").Length > 0;

    private static async Task ShouldAnswerAsync(Uri origin)
    {
        using var client = new HttpClient { BaseAddress = origin };
        (await client.GetStringAsync(new Uri("/readyz", UriKind.Relative))).ShouldBe("Healthy");
    }
}
