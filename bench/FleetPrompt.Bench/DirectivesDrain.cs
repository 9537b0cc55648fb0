using System.Globalization;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>A full queue until it is empty: claimed, begun, done, recorded.</summary>
internal class DirectivesDrain : Measure
{
    private const int Items = 20_000;

    /// <summary>What the floor does in one transaction.</summary>
    private const int FloorBatch = 100;

    private const int FloorWidth = 4;

    public override string Name => "directives.drain";

    public override string About => "20,000 directives that do nothing, at 1, 100 and 1,000 tenants";

    protected virtual IReadOnlyList<int> TenantCounts => [1, 100, 1000];

    protected virtual DirectiveType<BenchArgs> Type => BenchDirectives.Nothing;

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var count in TenantCounts)
        {
            var tenants = await server.TenantsAsync(count, cancel);
            var requested = new List<double>();
            var (own, floor) = await InTurnAsync(
                repeats,
                async () =>
                {
                    var asked = await server.RepeatAsync(Items, () => FillAsync(server, tenants, cancel), cancel);
                    requested.Add(asked.Took.TotalSeconds);
                    return await server.RepeatAsync(Items, () => DrainAsync(server, cancel), cancel);
                },
                async () =>
                {
                    await FillAsync(server, tenants, cancel);
                    var workers = tenants.SelectMany(t => Enumerable.Repeat(t, tenants.Count < FloorWidth ? FloorWidth : 1));
                    return await server.RepeatAsync(Items, () => Crowd.EachAsync(workers, FloorWidth, tenant => FloorAsync(server, tenant, cancel)), cancel);
                });
            var left = await server.AskAsync<long>("select (select count(*) from runtime.ready) + (select count(*) from runtime.running)", cancel);
            if (left > 0) throw new InvalidOperationException($"{left} directives were not done.");
            var whole = Items / (Figures.Median(requested) + (Items / Figures.Median(own.Select(r => r.PerSecond))));
            var dead = await server.DeadTuplesAsync(cancel);
            yield return Line.OfRates(Name, own, floor, string.Create(CultureInfo.InvariantCulture, $"tenants={count} floor_batch={FloorBatch} floor_width={FloorWidth} with_requesting_per_s={whole:0} dead_tuples={dead}"));
        }
    }

    private Task FillAsync(BenchServer server, IReadOnlyList<TenantRef> tenants, CancellationToken cancel)
    {
        var each = Items / tenants.Count;
        var parts = tenants.SelectMany(tenant => Enumerable.Range(0, (each + 99) / 100).Select(n => (tenant, Count: Math.Min(100, each - (n * 100)))));
        return Crowd.EachAsync(parts, 4, part => DirectivesRequest.RequestAsync(server.Node.Services, part.tenant, Type, part.Count, cancel));
    }

    internal static async Task DrainAsync(BenchServer server, CancellationToken cancel)
    {
        var runner = server.Get<WorkRunner>();
        await runner.HeartbeatAsync(cancel);
        await runner.RunOutAsync(cancel);
    }

    private async Task FloorAsync(BenchServer server, TenantRef tenant, CancellationToken cancel)
    {
        while (true)
        {
            Guid[] claimed;
            await using (var connection = await server.PlainOwner.OpenConnectionAsync(cancel)) claimed = await FloorDirectives.ClaimAsync(connection, tenant, FloorBatch, cancel);
            if (claimed.Length == 0) return;
            await FloorUnit.RunAsOwnerAsync(
                server,
                tenant,
                async connection =>
                {
                    await FloorDirectives.StartAsync(connection, claimed, cancel);
                    await EffectAsync(server, connection, claimed, cancel);
                    await FloorDirectives.FinishAsync(connection, tenant, claimed, cancel);
                },
                cancel);
        }
    }

    protected virtual Task EffectAsync(BenchServer server, NpgsqlConnection connection, Guid[] claimed, CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>The same with a row of the organisation for each, through EF Core.</summary>
internal sealed class DirectivesDrainEffect : DirectivesDrain
{
    public override string Name => "directives.drain-effect";

    public override string About => "20,000 directives that each write a row through EF Core, at 1 and 100 tenants";

    protected override IReadOnlyList<int> TenantCounts => [1, 100];

    protected override DirectiveType<BenchArgs> Type => BenchDirectives.Row;

    protected override async Task EffectAsync(BenchServer server, NpgsqlConnection connection, Guid[] claimed, CancellationToken cancel)
    {
        await using var db = await server.Get<IDbContextFactory<TenantDb>>().CreateDbContextAsync(cancel);
        db.Database.SetDbConnection(connection, contextOwnsConnection: false);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never; // there is one
        db.Set<ForumCategory>().AddRange(claimed.Select(id => BenchDirectives.NewRow(id, DateTimeOffset.UtcNow)));
        await db.SaveChangesAsync(cancel);
        db.Database.SetDbConnection(null, contextOwnsConnection: false);
    }
}
