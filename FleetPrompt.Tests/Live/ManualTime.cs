using System.Threading.Channels;

namespace FleetPrompt.Tests.Live;

/// <summary>A clock that moves when the test says so, and tells when somebody begins to wait.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Waiting> timers = [];
    private readonly Channel<TimeSpan> begun = Channel.CreateUnbounded<TimeSpan>();
    private DateTimeOffset now = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Timers that have neither fired nor been given up.</summary>
    public int Timers
    {
        get
        {
            lock (gate) return timers.Count;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Until somebody begins to wait for <paramref name="due"/>, or has begun since the last call.</summary>
    public async Task UntilWaitingAsync(TimeSpan due, CancellationToken cancel)
    {
        while (await begun.Reader.ReadAsync(cancel) != due)
        {
            // Another wait.
        }
    }

    public void Advance(TimeSpan by)
    {
        List<Waiting> due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(t => t.At <= now).OrderBy(t => t.At)];
            timers.RemoveAll(due.Contains);
        }

        foreach (var timer in due) timer.Fire();
    }

    private sealed class Waiting(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                At = time.now + dueTime;
                time.timers.Add(this);
            }

            time.begun.Writer.TryWrite(dueTime);
            return true;
        }

        public void Dispose()
        {
            lock (time.gate) time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
