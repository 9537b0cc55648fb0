using System.Runtime.CompilerServices;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Bench;

/// <summary>Intents, each in a transaction of its own, by several callers.</summary>
internal sealed class DirectivesRequest : Measure
{
    private const int Callers = 8;
    private const int Each = 1000;

    public override string Name => "directives.request";

    public override string About => "requests with their signal and place in line, each in its own transaction, by 8 callers";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        var (own, floor) = await InTurnAsync(
            repeats,
            () => server.RepeatAsync(Callers * Each, () => Crowd.RunAsync(Callers, Each, _ => RequestAsync(server.Node.Services, tenant, cancel)), cancel),
            () => server.RepeatAsync(Callers * Each, () => Crowd.RunAsync(Callers, Each, _ => FloorUnit.RunAsOwnerAsync(server, tenant, c => FloorDirectives.RequestAsync(c, tenant, [Guid.CreateVersion7()], cancel), cancel)), cancel));
        yield return Line.OfRates(Name, own, floor, "callers=8 tenants=1");
    }

    /// <summary>One that is all there is to its unit.</summary>
    internal static Task RequestAsync(IServiceProvider services, TenantRef tenant, CancellationToken cancel) =>
        services.GetRequiredService<DirectiveService>().RequestAsync(OperationContext.New(tenant, Actor.System, Sources.Job), BenchDirectives.Nothing, BenchDirectives.Request(), cancel);

    internal static Task RequestAsync(IServiceProvider services, TenantRef tenant, DirectiveType<BenchArgs> type, int count, CancellationToken cancel) =>
        services.GetRequiredService<IUnits>().RunAsync<bool>(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            async unit => (await services.GetRequiredService<DirectiveService>().RequestAllAsync(unit, type, [.. Enumerable.Range(0, count).Select(_ => BenchDirectives.Request())], cancel)).Then(_ => true),
            cancel);
}
