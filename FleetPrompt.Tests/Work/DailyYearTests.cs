using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Live;
using FleetPrompt.Web.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;
using Quartz.Extensibility;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

/// <summary>A year of the daily calendar, with a clock that the test moves from one firing to the next.</summary>
public sealed class DailyYearTests : IDailyFiringHandler
{
    private const string Kind = "test.daily";
    private const int Year = 2027;

    private static readonly TimeOnly[] Times = [new(0, 0), new(1, 30), new(2, 30), new(9, 0), new(23, 59)];

    private readonly List<(TimeOnly At, DateOnly Date, DateTimeOffset FiredAt)> fired = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Zones() =>
    [
        "America/New_York",
        "Europe/London",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Pacific/Chatham",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Asia/Tehran",
        "America/St_Johns",
        "Pacific/Apia",
        "Europe/Dublin",
        "America/Nuuk",
        "UTC",
    ];

    /// <summary>Fails when a date's time is what TimeZoneInfo makes of local times (tried: in all zones but those whose clocks are never changed at one of these times).</summary>
    [Theory]
    [MemberData(nameof(Zones))]
    public async Task It_fires_once_on_each_local_date_at_that_time(string zone)
    {
        await RunYearAsync(zone);

        var clock = IanaZone.Find(zone).Value;
        DateOnly[] dates = [.. Enumerable.Range(0, 365).Select(new DateOnly(Year, 1, 1).AddDays)];
        foreach (var at in Times)
        {
            var year = fired.Where(f => f.At == at && f.Date.Year == Year).ToList();
            year.Select(f => f.Date).ShouldBe(dates);
            year.Where(f => !IsRight(f.Date.ToDateTime(at), f.FiredAt, clock)).ShouldBeEmpty();
        }
    }

    Task IDailyFiringHandler.FiredAsync(DailyFiring firing, DateOnly localDate, DateTimeOffset firedAt, CancellationToken cancel)
    {
        fired.Add((firing.At, localDate, firedAt));
        return Task.CompletedTask;
    }

    private async Task RunYearAsync(string zone)
    {
        var time = new ManualTime();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddQuartz(Calendar.Scheduler, quartz =>
            {
                quartz.UseInMemoryStore();
                DailyCalendar.AddTo(quartz);
            })
            .BuildServiceProvider();
        var factory = services.GetRequiredKeyedService<ISchedulerFactory>(Calendar.Scheduler);
        var (scheduler, calendar) = (await factory.GetScheduler(Cancel), new DailyCalendar(factory, time));
        time.Advance(new DateTimeOffset(Year - 1, 12, 30, 0, 0, 0, TimeSpan.Zero) - time.GetUtcNow());
        foreach (var at in Times) await calendar.SetAsync(new DailyFiring(Kind, Rooms.Acme, Guid.NewGuid(), at, zone), Cancel);

        var job = new DailyFiringJob([new DailyFiringBinding(Kind, _ => this)], services, NullLogger<DailyFiringJob>.Instance);
        while (await NextAsync(scheduler) is { } trigger && trigger.NextFireTimeUtc is { } next && next < new DateTimeOffset(Year + 1, 1, 3, 0, 0, 0, TimeSpan.Zero))
        {
            time.Advance(next - time.GetUtcNow());
            using var context = JobExecutionContextBuilder.For(job).WithTrigger(trigger).WithScheduler(scheduler).FiredAt(next).Build();
            await job.Execute(context, Cancel);
        }
    }

    private static async Task<ITrigger?> NextAsync(IScheduler scheduler)
    {
        var triggers = await scheduler.QueryTriggers(new TriggerQuery(), Cancel);
        return await scheduler.GetTrigger(triggers.Items.MinBy(t => t.NextFireTimeUtc)!.Key, Cancel);
    }

    /// <summary>The clock shows that time for the first time then, or it has just jumped over it.</summary>
    private static bool IsRight(DateTime wanted, DateTimeOffset firedAt, TimeZoneInfo zone)
    {
        var shown = Shown(firedAt);
        var before = Enumerable.Range(1, 180).Select(minutes => Shown(firedAt.AddMinutes(-minutes))).ToList();
        return shown == wanted ? !before.Contains(wanted) : shown > wanted && before[0] < wanted;

        DateTime Shown(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;
    }
}
