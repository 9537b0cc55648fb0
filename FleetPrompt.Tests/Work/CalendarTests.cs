using System.Collections.Concurrent;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Work;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

/// <summary>The calendar of two nodes on one database.</summary>
public sealed class CalendarTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task Each_firing_happens_on_one_node()
    {
        await using var one = Node();
        await using var two = Node();
        await one.GetRequiredService<IProvisioner>().MigrateAsync(Cancel);
        await two.GetRequiredService<IProvisioner>().MigrateAsync(Cancel);
        IScheduler[] schedulers = [await SchedulerOf(one), await SchedulerOf(two)];
        foreach (var scheduler in schedulers) await scheduler.Start(Cancel);

        await Firings.ManyAsync(4).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        foreach (var scheduler in schedulers) await scheduler.Shutdown(waitForJobsToComplete: true, Cancel);

        Firings.All.GroupBy(f => f).Where(g => g.Count() > 1).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_application_may_use_the_calendars_tables_and_not_change_them()
    {
        await using var node = Node();
        await node.GetRequiredService<IProvisioner>().MigrateAsync(Cancel);

        (await Given.AskOwner<bool>("select has_table_privilege('fleetprompt_app', 'quartz.qrtz_triggers', 'insert, update, delete')")).ShouldBeTrue();
        (await Given.AskOwner<bool>("select has_schema_privilege('fleetprompt_app', 'quartz', 'create')")).ShouldBeFalse();
        (await Given.AskOwner<string>("select tableowner from pg_tables where schemaname = 'quartz' and tablename = 'qrtz_triggers'")).ShouldNotBe("fleetprompt_app");
    }

    private ServiceProvider Node() =>
        Composition.Of(Given.Logins, more: services => services.AddCalendar(quartz => quartz.ScheduleJob<EverySecond>(
            trigger => trigger.WithIdentity("tick").WithCronSchedule("* * * * * ?"),
            job => job.WithIdentity("tick"))));

    private static async Task<IScheduler> SchedulerOf(IServiceProvider node) => await node.GetRequiredKeyedService<ISchedulerFactory>(Calendar.Scheduler).GetScheduler(Cancel);

    private static class Firings
    {
        private static readonly ConcurrentQueue<DateTimeOffset> Seen = new();
        private static readonly SemaphoreSlim More = new(0);

        public static IReadOnlyList<DateTimeOffset> All => [.. Seen];

        public static void Add(DateTimeOffset firing)
        {
            Seen.Enqueue(firing);
            More.Release();
        }

        public static async Task ManyAsync(int count)
        {
            for (var n = 0; n < count; n++) await More.WaitAsync();
        }
    }

    private sealed class EverySecond : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            Firings.Add(context.ScheduledFireTimeUtc!.Value);
            return ValueTask.CompletedTask;
        }
    }
}
