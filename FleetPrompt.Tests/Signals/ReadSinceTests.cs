using FleetPrompt.Core;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class ReadSinceTests(Installation fleet) : DatabaseTests(fleet)
{
    private const int Writers = 12;
    private const int UnitsEach = 40;

    private ISignalLog Log => Given.Get<ISignalLog>();

    [Fact]
    public async Task Nothing_is_lost_or_doubled_where_a_plain_cursor_loses()
    {
        var acme = await Given.Org();
        var (reader, naive) = (new Reader(acme, Log), new NaiveReader(acme));
        await reader.StartAsync();
        await naive.StartAsync();
        var late = await LateCommitter.BeginAsync(acme, Given.Get<SignalBus>());

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(n => Write(acme, new Random(n))));
        while (!writing.IsCompleted || !late.HasCommitted)
        {
            await reader.ReadPageAsync(limit: 7);
            await naive.ReadAsync();

            // The plain cursor has passed the place of a signal that is not there yet.
            if (naive.Cursor > late.Seq && !late.HasCommitted) await late.CommitAsync();
        }

        while (await reader.ReadPageAsync(limit: 7)) { }
        await naive.ReadAsync();
        var written = (await writing).SelectMany(ids => ids).Append(late.Id).ToHashSet();
        written.Count.ShouldBeGreaterThan(Writers * UnitsEach / 2);
        reader.Seen.Count.ShouldBe(reader.Seen.Distinct().Count());
        reader.Seen.ToHashSet().SetEquals(written).ShouldBeTrue();
        naive.Seen.ShouldNotContain(late.Id);
    }

    [Fact]
    public async Task Pages_of_one_read_are_in_order_and_take_nothing_that_came_meanwhile()
    {
        var acme = await Given.Org();
        var start = await Read(acme, null, 10);
        for (var n = 0; n < 5; n++) await acme.Emit($"{n}");

        var first = await Read(acme, start.Next, 2);
        await acme.Emit("meanwhile");
        var second = await Read(acme, first.Next, 2);
        var third = await Read(acme, second.Next, 2);
        var rest = await Read(acme, third.Next, 10);

        new[] { first, second, third }.Select(p => Texts(p)).ShouldBe(["0 1", "2 3", "4"]);
        new[] { first.More, second.More, third.More }.ShouldBe([true, true, false]);
        Texts(rest).ShouldBe("meanwhile");
        Texts(await Read(acme, rest.Next, 10)).ShouldBe("");
    }

    [Fact]
    public async Task A_cursor_of_another_history_is_told_to_load_anew()
    {
        var acme = await Given.Org();
        var start = await Read(acme, null, 10);
        await acme.Emit();

        var page = await Read(acme, start.Next with { Epoch = "1-1-1" }, 10);

        page.Reset.ShouldBeTrue();
        page.Signals.ShouldBeEmpty();
        page.Next.Epoch.ShouldBe(start.Next.Epoch);
        (await Read(acme, page.Next, 10)).Reset.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_organisations_signals_are_not_read()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var start = await Read(acme, null, 10);
        await zeta.Emit("theirs");
        await acme.Emit("ours");

        Texts(await Read(acme, start.Next, 10)).ShouldBe("ours");
    }

    private Task<SignalPage> Read(Org org, SignalCursor? cursor, int limit) => org.Read(unit => Log.ReadSinceAsync(unit, cursor, limit, Cancel));

    private static string Texts(SignalPage page) => string.Join(' ', page.Signals.Select(s => s.Payload.RootElement.GetProperty("text").GetString()));

    /// <summary>Small units with pauses, some rolled back, some with a savepoint that is rolled back. Returns the ids that were committed.</summary>
    private async Task<List<Guid>> Write(Org org, Random random)
    {
        var bus = Given.Get<SignalBus>();
        var committed = new List<Guid>();
        for (var n = 0; n < UnitsEach; n++)
        {
            var result = await org.Do<List<Guid>>(async unit =>
            {
                var ids = new List<Guid>();
                for (var i = random.Next(1, 4); i > 0; i--) ids.Add((await bus.EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note("kept"), cancel: Cancel)).Id);
                await WrittenAsync(unit, ids[^1]);
                await Task.Delay(random.Next(4), Cancel);
                if (random.Next(4) == 0)
                {
                    var transaction = unit.Db.Database.CurrentTransaction!;
                    await transaction.CreateSavepointAsync("s", Cancel);
                    await bus.EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note("undone"), cancel: Cancel);
                    if (random.Next(2) == 0) ids.Add((await EmitInside(bus, unit, transaction)).Id);
                    else await transaction.RollbackToSavepointAsync("s", Cancel);
                }

                return random.Next(8) == 0 ? new NotFound() : ids;
            });
            if (result.IsOk) committed.AddRange(result.Value);
        }

        return committed;
    }

    /// <summary>Asks for it, which writes it if that has not been done yet: it has its number from here on.</summary>
    private static Task<Signal> WrittenAsync(TenantUnit unit, Guid id) => unit.Db.Signals.AsNoTracking().SingleAsync(s => s.Id == id, Cancel);

    /// <summary>Undoes the savepoint, then writes in another one that is kept.</summary>
    private static async Task<Signal> EmitInside(SignalBus bus, TenantUnit unit, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction)
    {
        await transaction.RollbackToSavepointAsync("s", Cancel);
        await transaction.CreateSavepointAsync("t", Cancel);
        var signal = await bus.EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note("kept"), cancel: Cancel);
        await transaction.ReleaseSavepointAsync("t", Cancel);
        return signal;
    }

    /// <summary>Reads as the application does.</summary>
    private sealed class Reader(Org org, ISignalLog log)
    {
        private SignalCursor? cursor;

        public List<Guid> Seen { get; } = [];

        public Task StartAsync() => ReadPageAsync(1);

        /// <summary>True while there is more to read.</summary>
        public async Task<bool> ReadPageAsync(int limit)
        {
            var page = await org.Read(unit => log.ReadSinceAsync(unit, cursor, limit, Cancel));
            Seen.AddRange(page.Signals.Select(s => s.Id));
            cursor = page.Next;
            return page.Signals.Count > 0;
        }
    }

    /// <summary>Reads what has a greater number than the last one seen.</summary>
    private sealed class NaiveReader(Org org)
    {
        public long Cursor { get; private set; }

        public List<Guid> Seen { get; } = [];

        public async Task StartAsync() => Cursor = (await org.Signals()).Max(s => s.Seq);

        public async Task ReadAsync()
        {
            var from = Cursor;
            var news = await org.Signals(s => s.Seq > from);
            Seen.AddRange(news.Select(s => s.Id));
            if (news.Count > 0) Cursor = news[^1].Seq;
        }
    }

    /// <summary>Has taken its number and stays open until it is told to commit.</summary>
    private sealed class LateCommitter
    {
        private readonly TaskCompletionSource<Signal> emitted = new();
        private readonly TaskCompletionSource release = new();
        private Task committing = Task.CompletedTask;

        public Guid Id => emitted.Task.Result.Id;

        public long Seq => emitted.Task.Result.Seq;

        public bool HasCommitted { get; private set; }

        public static async Task<LateCommitter> BeginAsync(Org org, SignalBus bus)
        {
            var late = new LateCommitter();
            late.committing = org.DoOk(async unit =>
            {
                var signal = await bus.EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note("late"), cancel: Cancel);
                late.emitted.SetResult(await WrittenAsync(unit, signal.Id));
                await late.release.Task.WaitAsync(Cancel);
                return true;
            });
            await late.emitted.Task.WaitAsync(Cancel);
            return late;
        }

        public async Task CommitAsync()
        {
            release.SetResult();
            await committing;
            HasCommitted = true;
        }
    }
}
