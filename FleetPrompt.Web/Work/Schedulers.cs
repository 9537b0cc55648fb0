using Quartz;

namespace FleetPrompt.Web.Work;

/// <summary>What the schedulers of this node say of themselves.</summary>
public sealed class Schedulers(
    [FromKeyedServices(WorkWeb.LocalScheduler)] ISchedulerFactory local,
    [FromKeyedServices(Calendar.Scheduler)] ISchedulerFactory calendar)
{
    public async Task<IReadOnlyList<SchedulerLook>> LookAsync(CancellationToken cancel = default) => [await LookAsync(local, cancel), await LookAsync(calendar, cancel)];

    /// <summary>Fires a job of the calendar now, besides its schedule.</summary>
    public async Task FireAsync(string job, CancellationToken cancel = default) => await (await calendar.GetScheduler(cancel)).TriggerJob(new JobKey(job), cancellationToken: cancel);

    private static async Task<SchedulerLook> LookAsync(ISchedulerFactory factory, CancellationToken cancel)
    {
        var scheduler = await factory.GetScheduler(cancel);
        var about = await scheduler.GetMetadata(cancel);
        var triggers = await scheduler.QueryTriggers(new TriggerQuery(), cancel);
        var nodes = about.JobStoreClustered ? await scheduler.QueryClusterNodes(cancel) : [];
        return new SchedulerLook(
            about.SchedulerName,
            about.Status.ToString().ToLowerInvariant(),
            about.JobStoreClustered,
            about.RunningSince,
            about.JobsExecuted,
            [.. triggers.Items.Select(t => new TriggerLook(t.Key.Name, t.JobKey.Name, t.State.ToString().ToLowerInvariant(), t.PreviousFireTimeUtc, t.NextFireTimeUtc)).OrderBy(t => t.Name, StringComparer.Ordinal)],
            [.. nodes.Select(n => new NodeLook(n.InstanceId, n.State.ToString().ToLowerInvariant(), n.LastCheckInUtc, n.IsCurrentNode)).OrderBy(n => n.Id, StringComparer.Ordinal)]);
    }
}

/// <param name="Executed">Jobs since it was started here.</param>
public sealed record SchedulerLook(
    string Name,
    string Status,
    bool Clustered,
    DateTimeOffset? RunningSince,
    long Executed,
    IReadOnlyList<TriggerLook> Triggers,
    IReadOnlyList<NodeLook> Nodes);

public sealed record TriggerLook(string Name, string Job, string State, DateTimeOffset? Previous, DateTimeOffset? Next);

public sealed record NodeLook(string Id, string State, DateTimeOffset? LastSeen, bool IsThis);
