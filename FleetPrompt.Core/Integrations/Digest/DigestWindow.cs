using FleetPrompt.Core.Agents;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>The span a digest looks at: 24 hours, the beginning inclusive, the end not.</summary>
public readonly record struct DigestWindow(DateTimeOffset From, DateTimeOffset To)
{
    public static DigestWindow Until(DateTimeOffset to) => new(to.AddHours(-24), to);

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
