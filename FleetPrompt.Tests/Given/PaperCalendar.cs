using System.Collections.Concurrent;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Tests.Given;

/// <summary>A calendar that fires only when a test says so.</summary>
public sealed class PaperCalendar : IDailyCalendar
{
    private readonly ConcurrentDictionary<string, DailyFiring> firings = new();

    public Task SetAsync(DailyFiring firing, CancellationToken cancel)
    {
        firings[firing.Key] = firing;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string key, CancellationToken cancel)
    {
        firings.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<DailyFiring>> AllAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<DailyFiring>>([.. firings.Values.OrderBy(f => f.Key, StringComparer.Ordinal)]);

    public IReadOnlyList<DateTimeOffset> Next(TimeOnly at, string zone, DateTimeOffset after, int count) => DailyTime.Next(at, IanaZone.Find(zone).Value, after, count);
}
