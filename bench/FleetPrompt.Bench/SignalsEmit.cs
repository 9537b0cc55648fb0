using System.Globalization;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Bench;

/// <summary>Facts one by one, each in a transaction of its own.</summary>
internal sealed class SignalsEmit : Measure
{
    public override string Name => "signals.emit";

    public override string About => "signals, each in its own transaction, by 1, 8 and 32 emitters";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        foreach (var (emitters, each) in new[] { (1, 2000), (8, 1000), (32, 500) })
        {
            var (own, floor) = await InTurnAsync(
                repeats,
                () => server.RepeatAsync(emitters * each, () => Crowd.RunAsync(emitters, each, _ => EmitAsync(server, tenant, 1, cancel)), cancel),
                () => server.RepeatAsync(emitters * each, () => Crowd.RunAsync(emitters, each, _ => FloorUnit.RunAsync(server.Plain, tenant, c => FloorSignals.InsertAsync(c, cancel), cancel)), cancel));
            yield return Line.OfRates(Name, own, floor, string.Create(CultureInfo.InvariantCulture, $"emitters={emitters} tenants=1"));
        }
    }

    internal static Task EmitAsync(BenchServer server, TenantRef tenant, int signals, CancellationToken cancel) => EmitAsync(server.Node.Services, tenant, signals, cancel);

    internal static Task EmitAsync(IServiceProvider services, TenantRef tenant, int signals, CancellationToken cancel) =>
        services.GetRequiredService<IUnits>().RunAsync<bool>(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            async unit =>
            {
                await services.GetRequiredService<SignalBus>().EmitAsync(unit, [.. Enumerable.Range(0, signals).Select(_ => Draft())], cancel);
                return true;
            },
            cancel);

    private static SignalDraft Draft()
    {
        var id = Guid.CreateVersion7();
        return SignalBus.Draft(DirectiveSignals.Requested, new Subject("bench", id), new DirectiveFact(id, "bench.nothing.do", 1, "requested"), new SignalOptions { Visibility = Visibility.Admins });
    }
}

/// <summary>Many facts in one transaction, as an import has them.</summary>
internal sealed class SignalsEmitBulk : Measure
{
    private const int Batch = 200;

    public override string Name => "signals.emit-bulk";

    public override string About => "signals, 200 in one statement and transaction";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        const int batches = 100;
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        var (own, floor) = await InTurnAsync(
            repeats,
            () => server.RepeatAsync(Batch * batches, () => Crowd.RunAsync(1, batches, _ => SignalsEmit.EmitAsync(server, tenant, Batch, cancel)), cancel),
            () => server.RepeatAsync(Batch * batches, () => Crowd.RunAsync(1, batches, _ => FloorUnit.RunAsync(server.Plain, tenant, c => FloorSignals.InsertAsync(c, "directive.requested", NewIds(), cancel), cancel)), cancel));
        yield return Line.OfRates(Name, own, floor, "emitters=1 tenants=1 batch=200");
    }

    private static Guid[] NewIds() => [.. Enumerable.Range(0, Batch).Select(_ => Guid.CreateVersion7())];
}
