using System.Diagnostics.Metrics;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

public sealed class QueueGaugeTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task The_lines_are_told_by_classes_of_tenants_however_many_there_are()
    {
        await Given.AsOwner("delete from runtime.ready");
        var (calm, quiet, busy) = (await Given.Org("calm"), await Given.Org("quiet"), await Given.Org("busy"));
        await Put(calm, 2, secondsAgo: 30);
        await Put(quiet, 3, secondsAgo: 60);
        await Put(busy, 12, secondsAgo: 5);
        await Put(busy, 40, secondsAgo: -3600);
        await using var node = Given.AnotherNode();
        using var watch = await Watch(node);

        watch.Collect();

        Told(watch, "depth").ShouldBe([("small", 5), ("medium", 12), ("large", 0)]);
        Told(watch, "tenants").ShouldBe([("small", 2), ("medium", 1), ("large", 0)]);
        var ages = Told(watch, "oldest_age").ToDictionary(a => a.Backlog, a => a.Value);
        ages["small"].ShouldBeInRange(60, 90);
        ages["medium"].ShouldBeInRange(5, 35);
        ages["large"].ShouldBe(0);
    }

    [Fact]
    public async Task The_database_is_asked_once_a_collection_and_never_between()
    {
        var asked = new Counting();
        await using var node = Node(asked);
        using var watch = await Watch(node);
        asked.Times.ShouldBe(0);

        watch.Collect().Count(m => m.Instrument.StartsWith("fleetprompt.work.queue.", StringComparison.Ordinal)).ShouldBe(9);
        asked.Times.ShouldBe(1);
        Given.Clock.Advance(TimeSpan.FromSeconds(10));
        asked.Times.ShouldBe(1);
        watch.Collect();

        asked.Times.ShouldBe(2);
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_told_of_the_lines_and_the_rest_is()
    {
        await using var node = Node(new Counting { Away = true });
        using var watch = await Watch(node);

        var told = watch.Collect();

        told.ShouldNotContain(m => m.Instrument.StartsWith("fleetprompt.work.queue.", StringComparison.Ordinal));
        told.ShouldContain(m => m.Instrument == "fleetprompt.work.in_hand");
    }

    [Fact]
    public async Task A_runner_tells_what_is_left_of_its_lease_and_what_it_has_in_hand()
    {
        await using var node = Given.AnotherNode();
        using var watch = await Watch(node);
        watch.Collect();
        watch.Sum("fleetprompt.runner.lease.remaining").ShouldBe(0);

        await node.GetRequiredService<WorkRunner>().HeartbeatAsync(Cancel);

        watch.Collect();
        watch.Sum("fleetprompt.runner.lease.remaining").ShouldBeInRange(10, 20);
        watch.Sum("fleetprompt.work.in_hand").ShouldBe(0);
    }

    private static List<(string Backlog, double Value)> Told(MeterWatch watch, string what) => [.. watch.Of($"fleetprompt.work.queue.{what}").Select(m => (m.Tags["backlog"], m.Value))];

    private static async Task<MeterWatch> Watch(ServiceProvider node)
    {
        await node.GetServices<IHostedService>().OfType<WorkGauges>().Single().StartAsync(Cancel);
        return new MeterWatch(node.GetRequiredService<IMeterFactory>());
    }

    private ServiceProvider Node(IQueueDepths depths) => Composition.Of(Given.Logins, Given.Clock, services => services.AddSingleton(depths));

    private Task Put(Org org, int count, int secondsAgo) =>
        org.DoOk(async unit =>
        {
            Given.Get<IWorkQueue>().Enqueue(unit, [.. Enumerable.Range(0, count).Select(_ => new QueuedWork("rehearsal", Guid.NewGuid(), ReadyAt: DateTimeOffset.UtcNow.AddSeconds(-secondsAgo)))]);
            return true;
        });

    private sealed class Counting : IQueueDepths
    {
        public bool Away { get; init; }

        public int Times { get; private set; }

        public IReadOnlyList<QueueDepth> Look()
        {
            Times++;
            return Away ? throw new InvalidOperationException("The database is away.") : [];
        }
    }
}
