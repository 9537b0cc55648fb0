using System.Diagnostics;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>What is new since a cursor, in a log of 100,000; the floor reads the same rows by number, which would lose late commits.</summary>
internal sealed class SignalsReadSince : Measure
{
    private const int Log = 100_000;
    private const int New = 10;
    private const int Reads = 1_000;

    public override string Name => "signals.read-since";

    public override string About => "the 10 newest signals of 100,000, by a cursor";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        await Crowd.RunAsync(4, Log / 4 / 200, _ => SignalsEmit.EmitAsync(server, tenant, 200, cancel));
        await server.ExecuteAsync($"vacuum analyze {tenant.Schema}.signals", cancel);
        var cursor = (await ReadAsync(server, tenant, null, cancel)).Next;
        var last = await server.AskAsync<long>($"select max(seq) from {tenant.Schema}.signals", cancel);
        await SignalsEmit.EmitAsync(server, tenant, New, cancel);
        var times = new List<double>();
        var (own, floor) = await InTurnAsync(
            repeats,
            () => server.RepeatAsync(Reads, () => Crowd.RunAsync(1, Reads, async _ =>
            {
                var started = Stopwatch.GetTimestamp();
                if ((await ReadAsync(server, tenant, cursor, cancel)).Signals.Count != New) throw new InvalidOperationException("The cursor has lost something.");
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }), cancel),
            () => server.RepeatAsync(Reads, () => Crowd.RunAsync(1, Reads, _ => FloorUnit.RunAsync(server.Plain, tenant, c => FloorAsync(c, last, cancel), cancel)), cancel));
        yield return Line.OfRates(Name, own, floor, "readers=1 tenants=1 log=100000 new=10") with { P50Ms = Figures.Round(Figures.Percentile(times, 0.5)), P99Ms = Figures.Round(Figures.Percentile(times, 0.99)) };
    }

    private static Task<SignalPage> ReadAsync(BenchServer server, TenantRef tenant, SignalCursor? cursor, CancellationToken cancel) =>
        server.Get<IUnits>().ReadAsync(OperationContext.New(tenant, Actor.System, Sources.Job), unit => server.Get<ISignalLog>().ReadSinceAsync(unit, cursor, 500, cancel), cancel);

    private static async Task FloorAsync(NpgsqlConnection connection, long last, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select id, seq, name, stream, occurred_at, recorded_at, payload, metadata from signals where seq > $1 order by seq limit 500", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) _ = reader.GetString(6);
    }
}
