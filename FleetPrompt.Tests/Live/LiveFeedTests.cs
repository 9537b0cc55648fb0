using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

public sealed class LiveFeedTests(Installation fleet) : DatabaseTests(fleet)
{
    private LiveFeed Feed => Given.Get<LiveFeed>();

    [Fact]
    public async Task Every_watcher_gets_every_signal_once()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        using var first = await Watch(acme);
        using var second = await Watch(acme);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => acme.Emit($"{n}")).Append(zeta.Emit("theirs")));
        await acme.Emit("last");

        var expected = Enumerable.Range(0, 20).Select(n => $"{n}").Append("last").Order();
        (await UntilLast(first)).Order().ShouldBe(expected);
        (await UntilLast(second)).Order().ShouldBe(expected);
    }

    [Fact]
    public async Task A_watcher_sees_what_its_role_may_see()
    {
        var acme = await Given.Org();
        using var member = await Watch(acme);
        using var moderator = await Watch(acme, new(Visibility.Moderators));
        await acme.Emit("guarded", type: TestSignals.Guarded);
        await acme.Emit("for admins", new() { Visibility = Visibility.Admins });
        await acme.Emit("last");

        (await UntilLast(member)).ShouldBe(["last"]);
        (await UntilLast(moderator)).ShouldBe(["guarded", "last"]);
    }

    [Fact]
    public async Task A_watcher_of_a_stream_or_of_a_chain_gets_that_alone()
    {
        var acme = await Given.Org();
        var act = acme.Act();
        using var stream = await Watch(acme, new(Visibility.Members, Stream: "here"));
        using var chain = await Watch(acme, new(Visibility.Members, CorrelationId: act.CorrelationId));
        await acme.Emit("elsewhere");
        await acme.Emit("in the chain", operation: act);
        await acme.Emit("last", new() { Stream = "here" }, operation: act);

        (await UntilLast(stream)).ShouldBe(["last"]);
        (await UntilLast(chain)).ShouldBe(["in the chain", "last"]);
    }

    [Fact]
    public async Task Who_reads_too_slowly_is_told_that_some_are_missing()
    {
        var acme = await Given.Org();
        using var slow = await Watch(acme);
        using var marker = await Watch(acme, new(Visibility.Members, Stream: "marker"));
        var subject = TestSignals.Anything();
        var many = Enumerable.Range(0, LiveFeed.Backlog + 10).Select(n => SignalBus.Draft(TestSignals.Noted, subject, new Note($"{n}"))).ToList();
        await acme.DoOk(unit => Given.Get<SignalBus>().EmitAsync(unit, many, Cancel));
        await acme.Emit("last", new() { Stream = "marker" });
        await UntilLast(marker);

        var batch = (await slow.NextAsync(Cancel))!;

        batch.Incomplete.ShouldBeTrue();
        batch.Signals.Count.ShouldBe(LiveFeed.Backlog);
        await acme.Emit("last");
        (await slow.NextAsync(Cancel))!.ShouldSatisfyAllConditions(b => b.Incomplete.ShouldBeFalse(), b => b.Signals.ShouldHaveSingleItem());
    }

    [Fact]
    public async Task A_read_that_fails_half_way_hands_nothing_out_twice()
    {
        var acme = await Given.Org();
        var feed = new LiveFeed(Units, new FailsOnFurtherPage(Given.Get<ISignalLog>()), Given.Get<Doorbell>(), Given.Clock, NullLogger<LiveFeed>.Instance);
        using var watcher = await feed.WatchAsync(acme.Tenant, new(Visibility.Members), Cancel);
        var subject = TestSignals.Anything();
        var many = Enumerable.Range(0, 600).Select(n => SignalBus.Draft(TestSignals.Noted, subject, new Note(n == 599 ? "last" : $"{n}"))).ToList();

        await acme.DoOk(unit => Given.Get<SignalBus>().EmitAsync(unit, many, Cancel));

        var seen = await UntilLast(watcher);
        seen.Count.ShouldBe(600);
        seen.Distinct().Count().ShouldBe(600);
    }

    [Fact]
    public async Task Who_left_gets_nothing_and_who_comes_later_begins_at_its_own_now()
    {
        var acme = await Given.Org();
        var gone = await Watch(acme);
        gone.Dispose();
        gone.Dispose();
        await acme.Emit("between");
        using var later = await Watch(acme);
        await acme.Emit("last");

        (await gone.NextAsync(Cancel)).ShouldBeNull();
        (await UntilLast(later)).ShouldBe(["last"]);
    }

    private Task<LiveSubscription> Watch(Org org, LiveFilter? filter = null) => Feed.WatchAsync(org.Tenant, filter ?? new(Visibility.Members), Cancel);

    /// <summary>The texts that arrive, up to "last".</summary>
    private static async Task<List<string>> UntilLast(LiveSubscription subscription)
    {
        var texts = new List<string>();
        while (!texts.Contains("last"))
        {
            var batch = await subscription.NextAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            texts.AddRange(batch.ShouldNotBeNull().Signals.Select(s => s.Payload.RootElement.GetProperty("text").GetString()!));
        }

        return texts;
    }

    /// <summary>Loses its connection the first time a read goes on to a second page.</summary>
    private sealed class FailsOnFurtherPage(ISignalLog log) : ISignalLog
    {
        private bool failed;

        public Task<IReadOnlyList<Signal>> AppendAsync(TenantUnit unit, IReadOnlyList<Signal> signals, CancellationToken cancel) => log.AppendAsync(unit, signals, cancel);

        public Task<SignalPage> ReadSinceAsync(TenantUnit unit, SignalCursor? cursor, int limit, CancellationToken cancel)
        {
            if (failed || cursor?.Snap is null) return log.ReadSinceAsync(unit, cursor, limit, cancel);
            failed = true;
            throw new TimeoutException("The connection is gone.");
        }
    }
}
