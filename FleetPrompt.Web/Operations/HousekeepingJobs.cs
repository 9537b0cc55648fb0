using FleetPrompt.Core.Operations;
using Quartz;

namespace FleetPrompt.Web.Operations;

/// <summary>When the calendar sees to every organisation. Cron expressions as Quartz reads them, in UTC.</summary>
public sealed class HousekeepingOptions
{
    public const string Section = "Housekeeping";

    /// <summary>When history that has outlived its use is taken away.</summary>
    public string Retention { get; set; } = "0 17 3 * * ?";

    /// <summary>When the database and the list of organisations are compared.</summary>
    public string Reconciliation { get; set; } = "0 7 * * * ?";
}

internal static class HousekeepingJobs
{
    public static void Add(IQuartzBuilder quartz, HousekeepingOptions when)
    {
        Schedule<RetentionJob>(quartz, Housekeeping.Retention, when.Retention, nameof(HousekeepingOptions.Retention));
        Schedule<ReconciliationJob>(quartz, Housekeeping.Reconciliation, when.Reconciliation, nameof(HousekeepingOptions.Reconciliation));
    }

    private static void Schedule<TJob>(IQuartzBuilder quartz, string name, string cron, string setting)
        where TJob : IJob
    {
        if (!CronExpression.TryParse(cron, out _))
            throw StartupException.For($"{HousekeepingOptions.Section}__{setting}", $"'{cron}' is not a cron expression of six or seven fields. Use one like \"0 17 3 * * ?\" for 03:17 UTC every day.");
        quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(name).WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)),
            job => job.WithIdentity(name));
    }
}

[DisallowConcurrentExecution]
internal sealed class RetentionJob(Housekeeping housekeeping) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await housekeeping.RetainAsync(context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);
}

[DisallowConcurrentExecution]
internal sealed class ReconciliationJob(Housekeeping housekeeping) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await housekeeping.ReconcileAsync(context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);
}
