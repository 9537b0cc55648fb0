using FleetPrompt.Core.Work;
using Quartz;

namespace FleetPrompt.Web.Work;

/// <summary>Tells of a daily firing that is due, and puts its trigger to the next time.</summary>
internal sealed partial class DailyFiringJob(IEnumerable<DailyFiringBinding> bindings, IServiceProvider services, ILogger<DailyFiringJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var firing = DailyCalendar.Read(context.MergedJobDataMap);
        // Quartz may be a moment early; what it makes up for, it has put to now.
        var now = context.ScheduledFireTimeUtc is { } scheduled && scheduled > context.FireTimeUtc ? scheduled : context.FireTimeUtc;
        if (DailyTime.Due(firing.At, IanaZone.Find(firing.Zone).Value, now) is { } date)
        {
            var handler = bindings.FirstOrDefault(b => b.Kind == firing.Kind) ?? throw new InvalidOperationException($"Nobody here is told of firings of '{firing.Kind}'.");
            await handler.Resolve(services).FiredAsync(firing, date, now, cancellationToken);
        }
        else
        {
            LogPassed(firing.Key);
        }

        await DailyCalendar.MoveOnAsync(context.Scheduler, firing, now, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "{Firing} is not made up for: its day is over, or has not come")]
    private partial void LogPassed(string firing);
}
