using System.Globalization;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Quartz;

namespace FleetPrompt.Web.Work;

/// <summary>
/// Daily firings as triggers of the calendar of all nodes. Each trigger stands at the next time and is put to the one after it when it has fired (<see cref="DailyFiringJob"/>): Quartz has none that keeps
/// to the clocks of all zones, see <see cref="DailyTime"/>. It repeats every 24 hours besides, so that a node that dies before it could do that breaks nothing.
/// </summary>
internal sealed class DailyCalendar([FromKeyedServices(Calendar.Scheduler)] ISchedulerFactory schedulers, TimeProvider time) : IDailyCalendar
{
    public const string Group = "daily";

    public static readonly JobKey Job = new(Group);

    /// <summary>A failed firing is tried again after 30 seconds, then each time after twice as long: for half an hour.</summary>
    private static readonly RetryPolicy Again = RetryPolicy.Exponential(6, TimeSpan.FromSeconds(30));

    /// <summary>Adds what the triggers fire. A node that dies in the middle of it leaves it to another.</summary>
    public static void AddTo(IQuartzBuilder quartz) => quartz.AddJob<DailyFiringJob>(job => job.WithIdentity(Job).StoreDurably().RequestRecovery());

    public async Task SetAsync(DailyFiring firing, CancellationToken cancel)
    {
        var scheduler = await schedulers.GetScheduler(cancel);
        if (await StoredAsync(scheduler, firing.Key, cancel) != firing)
        {
            await scheduler.ScheduleTrigger(TriggerOf(firing, time.GetUtcNow()), TriggerConflict.Replace, cancel);
            return;
        }

        // An older release that was given it puts away what it does not know.
        var key = KeyOf(firing.Key);
        if (await scheduler.GetTriggerState(key, cancel) is TriggerState.Error) await scheduler.ResetTriggerFromErrorState(key, cancel);
    }

    public async Task RemoveAsync(string key, CancellationToken cancel) => await (await schedulers.GetScheduler(cancel)).UnscheduleJob(KeyOf(key), cancel);

    public async Task<IReadOnlyList<DailyFiring>> AllAsync(CancellationToken cancel)
    {
        var scheduler = await schedulers.GetScheduler(cancel);
        var headers = await scheduler.QueryTriggers(new TriggerQuery { Job = Job, Take = PagedQuery.All }, cancel);
        var triggers = await scheduler.GetTriggers([.. headers.Items.Select(t => t.Key).Where(k => k.Group == Group)], cancel);
        return [.. triggers.Select(t => Read(t.JobDataMap)).OrderBy(f => f.Key, StringComparer.Ordinal)];
    }

    public IReadOnlyList<DateTimeOffset> Next(TimeOnly at, string zone, DateTimeOffset after, int count) => DailyTime.Next(at, IanaZone.Find(zone).Value, after, count);

    /// <summary>Puts a trigger that has fired to its next time, unless it has been taken away or set otherwise meanwhile.</summary>
    public static async Task MoveOnAsync(IScheduler scheduler, DailyFiring firing, DateTimeOffset after, CancellationToken cancel)
    {
        if (await StoredAsync(scheduler, firing.Key, cancel) == firing) await scheduler.RescheduleJob(KeyOf(firing.Key), TriggerOf(firing, after), cancel);
    }

    public static DailyFiring Read(JobDataMap data) =>
        new(
            data.GetString("kind")!,
            new TenantRef(Guid.Parse(data.GetString("organization")!), int.Parse(data.GetString("tenant")!, CultureInfo.InvariantCulture), data.GetString("slug")!),
            Guid.Parse(data.GetString("subject")!),
            TimeOnly.ParseExact(data.GetString("at")!, "HH:mm", CultureInfo.InvariantCulture),
            data.GetString("zone")!);

    private static async Task<DailyFiring?> StoredAsync(IScheduler scheduler, string key, CancellationToken cancel) =>
        await scheduler.GetTrigger(KeyOf(key), cancel) is { } stored ? Read(stored.JobDataMap) : null;

    private static TriggerKey KeyOf(string key) => new(key, Group);

    private static ITrigger TriggerOf(DailyFiring firing, DateTimeOffset after) =>
        TriggerBuilder.Create()
            .WithIdentity(KeyOf(firing.Key))
            .ForJob(Job)
            .StartAt(DailyTime.Next(firing.At, IanaZone.Find(firing.Zone).Value, after, 1)[0])
            .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromDays(1)).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount))
            .WithRetryPolicy(Again)
            .UsingJobData("kind", firing.Kind)
            .UsingJobData("organization", firing.Tenant.OrganizationId.ToString())
            .UsingJobData("tenant", firing.Tenant.TenantId.ToString(CultureInfo.InvariantCulture))
            .UsingJobData("slug", firing.Tenant.Slug)
            .UsingJobData("subject", firing.Subject.ToString())
            .UsingJobData("at", firing.At.ToString("HH:mm", CultureInfo.InvariantCulture))
            .UsingJobData("zone", firing.Zone)
            .Build();
}
