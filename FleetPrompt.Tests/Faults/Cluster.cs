using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FleetPrompt.Tests.Architecture;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Startup;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>Two nodes behind nginx, as <c>deploy/cluster-local.sh</c> starts them. Their addresses are as nginx names them, in the header <c>X-Node</c>.</summary>
public sealed partial class Cluster : RunningApp
{
    private static readonly string[] Nginx = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];

    private static bool HasNginx => Nginx.Any(File.Exists);

    public static void Require() => Assert.SkipUnless(HasNginx, "There is no nginx: apt-get install nginx-light.");

    public override ValueTask InitializeAsync() => HasNginx ? base.InitializeAsync() : ValueTask.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        // A test that failed may have left the script held.
        if (HasNginx && !Process.HasExited) await GoOnAsync();
        await base.DisposeAsync();
    }

    private protected override FleetProcess Launch(string urls) => Start(DataDirectory, FreePort());

    /// <summary>The script itself, with two nodes.</summary>
    internal static FleetProcess Start(string data, int port) =>
        FleetProcess.Start(
            "bash",
            [Path.Combine(SourceTree.Root, "deploy/cluster-local.sh"), "2", "--data", data, "--port", port.ToString(CultureInfo.InvariantCulture)],
            new Dictionary<string, string> { ["FLEETPROMPT_PROGRAM"] = FleetProcess.Program });

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The address and the process of each node that the script told of at its start.</summary>
    internal static IReadOnlyDictionary<string, int> NodesOf(FleetProcess script) =>
        NodeLine().Matches(script.Output).ToDictionary(m => m.Groups["at"].Value, m => int.Parse(m.Groups["process"].Value, CultureInfo.InvariantCulture));

    /// <summary>For each node a browser's number (the cookie <c>fp_node</c>) that leads to it.</summary>
    internal async Task<IReadOnlyList<Pin>> PinsAsync()
    {
        // Each request is another browser's.
        using var handler = new HttpClientHandler { UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = Origin };
        using var patience = Patience();
        var pins = new Dictionary<string, Pin>();
        while (pins.Count < NodesOf(Process).Count)
        {
            using var answer = await client.GetAsync(new Uri("/login", UriKind.Relative), patience.Token);
            var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("fp_node=", StringComparison.Ordinal));
            var node = Assert.Single(answer.Headers.GetValues("X-Node"));
            pins[node] = new Pin(node, cookie["fp_node=".Length..cookie.IndexOf(';', StringComparison.Ordinal)]);
        }

        return [.. pins.Values];
    }

    /// <summary>Kills a node, and keeps the script from starting it again until <see cref="GoOnAsync"/>.</summary>
    internal async Task KillAsync(Pin node)
    {
        await SignalAsync("-STOP", Process.Id);
        await SignalAsync("-KILL", NodesOf(Process)[node.Node]);
    }

    internal Task GoOnAsync() => SignalAsync("-CONT", Process.Id);

    internal static async Task SignalAsync(string signal, int process)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [signal, $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Until somebody serves there and is ready.</summary>
    internal static async Task UntilReadyAsync(string node)
    {
        using var client = new HttpClient();
        using var patience = Patience();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsReadyAsync(client, node, patience.Token)) await tick.WaitForNextTickAsync(patience.Token);
    }

    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        return patience;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, string node, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{node}/readyz"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^node-\d+ at http://(?<at>\S+), process (?<process>\d+)\r?$", RegexOptions.Multiline)]
    private static partial Regex NodeLine();
}

/// <summary>A node's address, and the number of a browser that is led to it.</summary>
internal sealed record Pin(string Node, string Browser);
