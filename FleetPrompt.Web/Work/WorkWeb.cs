using FleetPrompt.Core.Work;
using Quartz;

namespace FleetPrompt.Web.Work;

public static class WorkWeb
{
    /// <summary>The scheduler of this process alone, in memory.</summary>
    public const string LocalScheduler = "local";

    public static IServiceCollection AddWorkWeb(this IServiceCollection services, IConfiguration configuration)
    {
        var intervals = configuration.GetSection("Work").Get<WorkOptions>() ?? new WorkOptions();
        services.AddQuartz(LocalScheduler, quartz =>
        {
            quartz.ScheduleJob<WorkRunnerJob>(
                trigger => trigger.WithIdentity("sweep").StartNow().WithSimpleSchedule(s => s.WithInterval(intervals.SweepInterval).RepeatForever()),
                job => job.WithIdentity(WorkRunnerJob.Key));
            quartz.ScheduleJob<RunnerHeartbeatJob>(
                trigger => trigger.WithIdentity("heartbeat").StartNow().WithSimpleSchedule(s => s.WithInterval(intervals.HeartbeatInterval).RepeatForever()),
                job => job.WithIdentity(RunnerHeartbeatJob.Key));
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        return services.AddSingleton<Schedulers>().AddHostedService<ClaimOnRing>();
    }
}
