using System.Data;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FleetPrompt.Bench;

/// <summary>
/// How long an intent waits for its start and for its end on a node that has little else to do. The floor does the same at the same pace by plain SQL, and knows which work waits without being told.
/// </summary>
internal sealed class DirectivesLatency : Measure
{
    private const int PerSecond = 50;
    private const int Seconds = 10;

    public override string Name => "directives.latency";

    public override string About => "requested to started and to succeeded, at a paced 50 a second, alone and beside a snapshot that is left open";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var tenant = (await server.TenantsAsync(1, cancel))[0];
        var floor = await FloorAsync(server, tenant, cancel);
        await using var node = server.NewNode();
        await node.StartAsync(cancel);
        var work = node.Services.GetRequiredService<WorkRunner>();
        while (!work.CanClaim) await Task.Yield();
        await PaceAsync(server, node.Services, tenant, 2, cancel);
        foreach (var line in await WaitsAsync(server, node.Services, tenant, repeats, "alone", floor, cancel)) yield return line;

        // Somebody's report: nothing that is deleted from here on can be taken away.
        await using var report = await server.PlainOwner.OpenConnectionAsync(cancel);
        await using var snapshot = await report.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using (var first = new NpgsqlCommand("select count(*) from public.organizations", report, snapshot)) await first.ExecuteScalarAsync(cancel);
        await PaceAsync(server, node.Services, tenant, Seconds, cancel);
        foreach (var line in await WaitsAsync(server, node.Services, tenant, repeats, "an_open_snapshot", floor, cancel)) yield return line;
        await node.StopAsync(cancel);
    }

    private async Task<IReadOnlyList<Line>> WaitsAsync(BenchServer server, IServiceProvider services, TenantRef tenant, int repeats, string beside, Dictionary<string, double> floor, CancellationToken cancel)
    {
        await server.ExecuteAsync($"delete from {tenant.Schema}.directive_attempts; delete from {tenant.Schema}.directives; delete from {tenant.Schema}.signals", cancel);
        for (var n = 0; n < repeats; n++) await PaceAsync(server, services, tenant, Seconds, cancel);
        var lines = new List<Line>();
        foreach (var (until, name) in new[] { ("started", "directive.started"), ("succeeded", "directive.succeeded") })
        {
            var waits = await WaitsAsync(server, tenant.Schema, name, cancel);
            var (half, most) = (Figures.Percentile(waits, 0.5), Figures.Percentile(waits, 0.99));
            lines.Add(new Line(Name, Figures.Round(half), "ms", Figures.Round(half), Figures.Round(most), Figures.Round(floor[until]), Figures.Round(half / floor[until]), waits.Count, $"until={until} rate={PerSecond}/s tenants=1 beside={beside}"));
        }

        return lines;
    }

    /// <summary>Milliseconds at p50, from the beginning of the request's transaction to the transition.</summary>
    private static async Task<Dictionary<string, double>> FloorAsync(BenchServer server, TenantRef tenant, CancellationToken cancel)
    {
        var (started, succeeded) = (new List<double>(), new List<double>());
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1d / PerSecond));
        for (var n = 0; n < PerSecond * Seconds && await pace.WaitForNextTickAsync(cancel); n++)
        {
            var (id, asked) = (Guid.CreateVersion7(), Stopwatch.GetTimestamp());
            await FloorUnit.RunAsOwnerAsync(server, tenant, c => FloorDirectives.RequestAsync(c, tenant, [id], cancel), cancel);
            Guid[] claimed = [];
            await FloorUnit.RunAsOwnerAsync(server, tenant, async c => claimed = await FloorDirectives.ClaimAsync(c, tenant, 100, cancel), cancel);
            await FloorUnit.RunAsOwnerAsync(
                server,
                tenant,
                async c =>
                {
                    await FloorDirectives.StartAsync(c, claimed, cancel);
                    started.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    await FloorDirectives.FinishAsync(c, tenant, claimed, cancel);
                    succeeded.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                },
                cancel);
        }

        return new() { ["started"] = Figures.Percentile(started, 0.5), ["succeeded"] = Figures.Percentile(succeeded, 0.5) };
    }

    private static async Task PaceAsync(BenchServer server, IServiceProvider services, TenantRef tenant, int seconds, CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1d / PerSecond));
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds && await pace.WaitForNextTickAsync(cancel))
            await DirectivesRequest.RequestAsync(services, tenant, cancel);
        while (await server.AskAsync<long>($"select count(*) from {tenant.Schema}.directives where status in ('requested', 'running')", cancel) > 0) await Task.Yield();
    }

    /// <summary>By the clock of the node, which is the one machine's: from the request in the caller's transaction to the transition.</summary>
    private static async Task<List<double>> WaitsAsync(BenchServer server, string schema, string name, CancellationToken cancel)
    {
        var waits = await server.AskAsync<double[]>(
            $"select array_agg((extract(epoch from s.occurred_at - d.requested_at) * 1000)::float8) from {schema}.directives d join {schema}.signals s on s.subject_id = d.id and s.name = '{name}'",
            cancel);
        return [.. waits];
    }
}
