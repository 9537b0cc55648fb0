using System.Runtime.CompilerServices;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>A fact that three handlers are given: each delivery is begun and done in transactions of its own.</summary>
internal sealed class Fanout : Measure
{
    private const int Signals = 1_000;

    /// <summary>As the application does at once.</summary>
    private const int Width = 8;

    public override string Name => "fanout";

    public override string About => "1,000 signals with 3 handlers each, until every delivery is done; figures are deliveries";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        var deliveries = Signals * BenchHandlers.All.Count;
        var (own, floor) = await InTurnAsync(
            repeats,
            async () =>
            {
                await EmitAsync(server, tenant, cancel);
                return await server.RepeatAsync(deliveries, () => DirectivesDrain.DrainAsync(server, cancel), cancel);
            },
            async () =>
            {
                await EmitAsync(server, tenant, cancel);
                return await server.RepeatAsync(deliveries, () => Crowd.EachAsync(Enumerable.Repeat(tenant, Width), Width, t => FloorAsync(server, t, cancel)), cancel);
            });
        yield return Line.OfRates(Name, own, floor, "tenants=1 handlers=3 floor_width=8");
    }

    private static Task EmitAsync(BenchServer server, TenantRef tenant, CancellationToken cancel) =>
        server.Get<IUnits>().RunAsync<bool>(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            async unit =>
            {
                await server.Get<SignalBus>().EmitAsync(unit, [.. Enumerable.Range(0, Signals).Select(_ => SignalBus.Draft(BenchHandlers.Happened, new Subject("bench", Guid.CreateVersion7()), new BenchFact("so")))], cancel);
                return true;
            },
            cancel);

    private static async Task FloorAsync(BenchServer server, TenantRef tenant, CancellationToken cancel)
    {
        while (true)
        {
            Guid[] claimed;
            await using (var connection = await server.PlainOwner.OpenConnectionAsync(cancel)) claimed = await FloorDirectives.ClaimAsync(connection, tenant, 8, cancel);
            if (claimed.Length == 0) return;
            foreach (var id in claimed)
            {
                await FloorUnit.RunAsOwnerAsync(server, tenant, c => FloorUnit.ExecuteAsync(c, "update signal_deliveries set status = 'running', attempt = 1, started_at = now() where id = $1", cancel, FloorUnit.Of(id)), cancel);
                await FloorUnit.RunAsOwnerAsync(server, tenant, c => DoneAsync(c, tenant, id, cancel), cancel);
            }
        }
    }

    private static async Task DoneAsync(NpgsqlConnection connection, TenantRef tenant, Guid id, CancellationToken cancel)
    {
        await FloorUnit.ExecuteAsync(connection, "update signal_deliveries set status = 'done', finished_at = now() where id = $1", cancel, FloorUnit.Of(id));
        await FloorUnit.ExecuteAsync(connection, "delete from runtime.running where tenant_id = $2 and work_id = $1", cancel, FloorUnit.Of(id), FloorUnit.Of(tenant.TenantId));
    }
}

/// <summary>A fact for nobody but these.</summary>
internal static class BenchHandlers
{
    public static readonly SignalType<BenchFact> Happened = new("bench.thing.happened", "did something", Visibility.Admins);

    public static readonly IReadOnlyList<SignalSubscription> All = [.. new[] { "bench.one", "bench.two", "bench.three" }.Select(name => new SignalSubscription(name, Happened.Name))];
}

internal sealed record BenchFact(string What);

internal sealed class BenchHandler : ISignalHandler
{
    public Task HandleAsync(SignalRun run, CancellationToken cancel) => Task.CompletedTask;
}
