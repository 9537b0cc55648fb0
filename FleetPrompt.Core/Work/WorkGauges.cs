using System.Diagnostics.Metrics;
using FleetPrompt.Core.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Work;

/// <summary>
/// What stands, rather than happens: this node's runner, and the lines of all tenants. The lines are read from the database only when somebody collects, and once for all gauges of
/// a collection. While the database is away there is nothing to tell of them.
/// </summary>
internal sealed partial class WorkGauges(WorkRunner runner, IQueueDepths depths, IMeterFactory meters, TimeProvider time, ILogger<WorkGauges> log) : IHostedService
{
    /// <summary>Gauges asked for within this time belong to one collection.</summary>
    private static readonly TimeSpan OneCollection = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private IReadOnlyList<QueueDepth> last = [];
    private long? readAt;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(EngineTelemetry.Name);
        meter.CreateObservableGauge("fleetprompt.work.in_hand", () => runner.Running, "{item}", "Items this node works on.");
        meter.CreateObservableGauge("fleetprompt.runner.lease.remaining", () => runner.LeaseLeft.TotalSeconds, "s", "Until the runner's lease ends; 0 without one.");
        meter.CreateObservableGauge("fleetprompt.work.queue.depth", () => Told(d => d.Ready), "{item}", "Items that could run now, over all tenants.");
        meter.CreateObservableGauge("fleetprompt.work.queue.tenants", () => Told(d => (long)d.Tenants), "{tenant}", "Tenants with that much waiting.");
        meter.CreateObservableGauge("fleetprompt.work.queue.oldest_age", () => Told(d => d.Oldest.TotalSeconds), "s", "How long the longest waiting item could have run already.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<T>> Told<T>(Func<QueueDepth, T> what)
        where T : struct => Look().Select(d => new Measurement<T>(what(d), new KeyValuePair<string, object?>(MetricTags.Backlog, d.Backlog)));

    private IReadOnlyList<QueueDepth> Look()
    {
        lock (gate)
        {
            if (readAt is { } at && time.GetElapsedTime(at) < OneCollection) return last;
            readAt = time.GetTimestamp();
            try
            {
                var found = depths.Look();
                last = [.. Backlogs.All.Select(b => found.SingleOrDefault(d => d.Backlog == b) ?? new QueueDepth(b, 0, 0, TimeSpan.Zero))];
            }
            catch (Exception fault)
            {
                LogNotRead(fault);
                last = [];
            }

            return last;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lines of the work queue could not be read to be measured")]
    private partial void LogNotRead(Exception fault);
}
