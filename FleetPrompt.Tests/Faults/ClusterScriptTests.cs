using System.Net.Sockets;
using FleetPrompt.Tests.Operations;
using FleetPrompt.Tests.Startup;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class ClusterScriptTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    /// <summary>Fails when who died is not started again, and when the script ends before what it started (both tried).</summary>
    [Fact]
    public async Task It_starts_a_killed_node_again_and_stops_everything_that_it_started()
    {
        Cluster.Require();
        var port = Cluster.FreePort();
        await using var script = Cluster.Start(directory.Path, port);
        (await script.ReadyAsync()).Port.ShouldBe(port);
        // The first of them started PostgreSQL.
        var (node, killed) = Cluster.NodesOf(script).First();
        Living().Count.ShouldBeGreaterThanOrEqualTo(5, "two nodes, PostgreSQL, nginx and the script");

        await Cluster.SignalAsync("-KILL", killed);
        await Cluster.UntilReadyAsync(node);
        (await script.TerminateAsync()).ShouldBe(0);

        script.Output.ShouldContain($"(process {killed}) died (137) and was started again");
        Living().ShouldBeEmpty();
        using var client = new TcpClient();
        await Should.ThrowAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken).AsTask());
    }

    /// <summary>Every program that was started with this directory.</summary>
    private List<string> Living() =>
        [.. Directory.GetDirectories("/proc").Select(CommandLine).Where(c => c.Contains(directory.Path, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It has ended, or is none.
            return "";
        }
    }
}
