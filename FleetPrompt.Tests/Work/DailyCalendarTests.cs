using System.Collections.Concurrent;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Work;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

/// <summary>Daily firings in the calendar of two nodes on one database.</summary>
public sealed class DailyCalendarTests(Installation fleet) : DatabaseTests(fleet), IAsyncLifetime
{
    private const string Kind = "test.daily";

    private readonly Clock clock = new();
    private readonly Fired fired = new();
    private ServiceProvider one = null!;
    private ServiceProvider two = null!;

    public async ValueTask InitializeAsync()
    {
        (one, two) = (Node(), Node());
        await one.GetRequiredService<IProvisioner>().MigrateAsync(Cancel);
        await two.GetRequiredService<IProvisioner>().MigrateAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        await Given.AsOwner("delete from quartz.qrtz_fired_triggers; delete from quartz.qrtz_simple_triggers; delete from quartz.qrtz_triggers");
    }

    [Fact]
    public async Task A_firing_happens_on_one_of_two_nodes_and_goes_on_to_the_next_day()
    {
        var (firing, due) = await SetAsync(one);
        clock.Advance(due - clock.GetUtcNow() - TimeSpan.FromMilliseconds(300));
        var schedulers = await StartAsync(one, two);

        await UntilNextIsAsync(firing, due.AddDays(1));
        await StopAsync(schedulers);

        fired.All.ShouldBe([(firing, DateOf(firing, due))]);
    }

    /// <summary>Fails when a trigger that is set as it was is written anew (tried), and when the misfire instruction is to wait for the next time (tried).</summary>
    [Fact]
    public async Task One_that_was_missed_while_no_node_ran_happens_once_when_they_start()
    {
        var (firing, due) = await SetAsync(one);
        clock.Advance(due - clock.GetUtcNow() + TimeSpan.FromMinutes(3));

        await CalendarOf(one).SetAsync(firing, Cancel);
        var schedulers = await StartAsync(one, two);
        await UntilNextIsAsync(firing, due.AddDays(1));
        await StopAsync(schedulers);

        fired.All.ShouldBe([(firing, DateOf(firing, due))]);
    }

    [Fact]
    public async Task One_whose_day_is_over_is_not_made_up_for()
    {
        var (firing, due) = await SetAsync(one);
        clock.Advance(due - clock.GetUtcNow() + TimeSpan.FromHours(23.9));

        var schedulers = await StartAsync(one);
        await UntilNextIsAsync(firing, due.AddDays(1));
        await StopAsync(schedulers);

        fired.All.ShouldBeEmpty();
    }

    /// <summary>Fails when triggers have no retry policy (tried).</summary>
    [Fact]
    public async Task One_that_failed_is_tried_again_after_half_a_minute()
    {
        var (firing, due) = await SetAsync(one);
        fired.Failures = 1;
        clock.Advance(due - clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        var first = await StartAsync(one);
        await Until.ItIsAsync(async () => await NextAsync(firing) < due.AddHours(1) && fired.Failures == 0 && await NextAsync(firing) > due.AddSeconds(20), true);
        await StopAsync(first);
        fired.All.ShouldBeEmpty();

        clock.Advance(TimeSpan.FromSeconds(40));
        var second = await StartAsync(two);
        await UntilNextIsAsync(firing, due.AddDays(1));
        await StopAsync(second);

        fired.All.ShouldBe([(firing, DateOf(firing, due))]);
    }

    /// <summary>Fails when a trigger is written whatever stands there (tried).</summary>
    [Fact]
    public async Task What_is_set_as_it_was_is_not_written_and_what_changed_is()
    {
        var (firing, due) = await SetAsync(one);
        var before = await RowAsync();

        await CalendarOf(two).SetAsync(firing with { Zone = firing.Zone }, Cancel);
        var same = await RowAsync();
        var later = new DailyFiring(Kind, firing.Tenant, firing.Subject, firing.At.AddMinutes(30), "Asia/Kolkata");
        await CalendarOf(two).SetAsync(later, Cancel);

        same.ShouldBe(before);
        (await RowAsync()).ShouldNotBe(before);
        (await CalendarOf(one).AllAsync(Cancel)).ShouldBe([later]);
        (await NextAsync(later)).ShouldBe(CalendarOf(one).Next(later.At, later.Zone, clock.GetUtcNow(), 1)[0]);
        (await NextAsync(later)).ShouldNotBe(due);
    }

    [Fact]
    public async Task What_is_taken_away_fires_no_more()
    {
        var (firing, _) = await SetAsync(one);
        var (other, _) = await SetAsync(one);

        await CalendarOf(two).RemoveAsync(firing.Key, Cancel);
        await CalendarOf(two).RemoveAsync(firing.Key, Cancel);

        (await CalendarOf(one).AllAsync(Cancel)).ShouldBe([other]);
    }

    private async Task<(DailyFiring Firing, DateTimeOffset Due)> SetAsync(IServiceProvider node)
    {
        // In a zone where it is about noon now: its date is not over soon.
        var now = clock.GetUtcNow();
        var zone = IanaZone.Find($"Etc/GMT{now.Hour - 12:+0;-0;+0}").ShouldBeOk();
        var at = TimeOnly.FromDateTime(now.ToOffset(zone.BaseUtcOffset).DateTime.AddMinutes(10));
        var firing = new DailyFiring(Kind, Rooms.Acme, Guid.NewGuid(), new TimeOnly(at.Hour, at.Minute), zone.Id);
        var calendar = CalendarOf(node);
        await calendar.SetAsync(firing, Cancel);
        return (firing, calendar.Next(firing.At, firing.Zone, clock.GetUtcNow(), 1)[0]);
    }

    private static DateOnly DateOf(DailyFiring firing, DateTimeOffset moment) => DailyTime.DateOf(moment, IanaZone.Find(firing.Zone).Value);

    private static IDailyCalendar CalendarOf(IServiceProvider node) => node.GetRequiredService<IDailyCalendar>();

    private static async Task<IScheduler[]> StartAsync(params IServiceProvider[] nodes)
    {
        var schedulers = new List<IScheduler>();
        foreach (var node in nodes) schedulers.Add(await node.GetRequiredKeyedService<ISchedulerFactory>(Calendar.Scheduler).GetScheduler(Cancel));
        await Task.WhenAll(schedulers.Select(s => s.Start(Cancel).AsTask()));
        return [.. schedulers];
    }

    private static async Task StopAsync(IScheduler[] schedulers)
    {
        foreach (var scheduler in schedulers) await scheduler.Shutdown(waitForJobsToComplete: true, Cancel);
    }

    private Task UntilNextIsAsync(DailyFiring firing, DateTimeOffset next) => Until.ItIsAsync(() => NextAsync(firing), next);

    private async Task<DateTimeOffset> NextAsync(DailyFiring firing) =>
        new(await Given.AskOwner<long>($"select next_fire_time from quartz.qrtz_triggers where trigger_name = '{firing.Key}'"), TimeSpan.Zero);

    private Task<string?> RowAsync() => Given.AskOwner<string>("select string_agg(xmin::text || ' ' || trigger_name, ', ') from quartz.qrtz_triggers");

    private ServiceProvider Node() =>
        Composition.Of(Given.Logins, clock, services => services.AddCalendar(_ => { }).AddSingleton(fired).AddDailyFiring<Handler>(Kind));

    private sealed class Fired
    {
        private readonly ConcurrentQueue<(DailyFiring, DateOnly)> seen = new();

        public int Failures { get; set; }

        public IReadOnlyList<(DailyFiring Firing, DateOnly Date)> All => [.. seen];

        public void Add(DailyFiring firing, DateOnly date)
        {
            if (Failures > 0)
            {
                Failures--;
                throw new InvalidOperationException("It fails once.");
            }

            seen.Enqueue((firing, date));
        }
    }

    private sealed class Handler(Fired fired) : IDailyFiringHandler
    {
        public Task FiredAsync(DailyFiring firing, DateOnly localDate, DateTimeOffset firedAt, CancellationToken cancel)
        {
            fired.Add(firing, localDate);
            return Task.CompletedTask;
        }
    }
}
