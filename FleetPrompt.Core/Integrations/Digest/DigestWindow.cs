using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>The span a digest looks at: the beginning inclusive, the end not.</summary>
public readonly record struct DigestWindow(DateTimeOffset From, DateTimeOffset To)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>The 24 hours before a moment.</summary>
    public static DigestWindow Until(DateTimeOffset to) => new(to - Day, to);

    /// <summary>
    /// The 24 hours before the scheduled time of a local date, however late it ran; where the day before had 25 hours, these. So one day's window begins where the last one's ended, and nothing is left out.
    /// </summary>
    /// <exception cref="ArgumentException">The zone left that date out.</exception>
    public static DigestWindow OfDay(DateOnly date, TimeOnly at, TimeZoneInfo zone)
    {
        var to = DailyTime.On(date, at, zone) ?? throw new ArgumentException($"There was no {date:O} in {zone.Id}.", nameof(date));
        return DailyTime.On(date.AddDays(-1), at, zone) is { } before && before < to - Day ? new(before, to) : Until(to);
    }

    /// <summary>
    /// <c>mattermost_post:{tenant}:{channel}:{digest_window}:{schedule_time}</c>: the same for every try of the same digest. The window of a scheduled one is its local day, of a manual one the
    /// execution, so that asking again on purpose is another message.
    /// </summary>
    public static string DedupeKey(string tenant, DigestConfiguration config, Execution execution)
    {
        var window = execution.Trigger == ExecutionTrigger.Schedule && execution.CorrelationKey?.Split(':') is [_, _, var day, ..] ? day : $"manual-{execution.Id}";
        return $"mattermost_post:{tenant}:{config.Channel ?? "default"}:{window}:{config.ScheduleTime:HH\\:mm}";
    }
}
