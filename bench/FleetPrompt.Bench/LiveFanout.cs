using System.Runtime.CompilerServices;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Bench;

/// <summary>Signals to everybody who watches in one process; the floor is the reading alone, by one who watches.</summary>
internal sealed class LiveFanout : Measure
{
    private const int Watchers = 1_000;
    private const int Signals = 200;

    public override string Name => "live.fanout";

    public override string About => "200 signals, one transaction each, to 1,000 watchers of one process; figures are signals received";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        var (own, floor) = await InTurnAsync(repeats, () => WatchAsync(server, tenant, Watchers, cancel), () => WatchAsync(server, tenant, 1, cancel));
        yield return Line.OfRates(Name, own, floor, "watchers=1000 tenants=1 floor_watchers=1");
    }

    private static async Task<Repeat> WatchAsync(BenchServer server, TenantRef tenant, int watchers, CancellationToken cancel)
    {
        var feed = server.Get<LiveFeed>();
        var watching = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => feed.WatchAsync(tenant, new LiveFilter(Visibility.Admins), cancel)));
        var repeat = await server.RepeatAsync(
            Signals * watchers,
            async () =>
            {
                var received = Task.WhenAll(watching.Select(w => Task.Run(() => ReceiveAsync(w, cancel), cancel)));
                await Crowd.RunAsync(4, Signals / 4, _ => SignalsEmit.EmitAsync(server, tenant, 1, cancel));
                await received;
            },
            cancel);
        foreach (var watcher in watching) watcher.Dispose();
        return repeat;
    }

    private static async Task ReceiveAsync(LiveSubscription watcher, CancellationToken cancel)
    {
        for (var got = 0; got < Signals;)
        {
            var batch = await watcher.NextAsync(cancel) ?? throw new InvalidOperationException("The feed has ended.");
            if (batch.Incomplete) throw new InvalidOperationException("A watcher missed signals.");
            got += batch.Signals.Count;
        }
    }
}
