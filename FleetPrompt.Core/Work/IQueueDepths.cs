namespace FleetPrompt.Core.Work;

/// <summary>How long the lines are, over all tenants, told by how much waits.</summary>
public interface IQueueDepths
{
    /// <summary>What waits and could run now. Classes in which nobody is are left out.</summary>
    /// <remarks>Answers on the calling thread: meters ask for gauges without waiting.</remarks>
    IReadOnlyList<QueueDepth> Look();
}

/// <param name="Backlog">One of <see cref="Backlogs"/>.</param>
/// <param name="Tenants">How many tenants have that much waiting.</param>
/// <param name="Ready">How many items wait for them, together.</param>
/// <param name="Oldest">How long the longest waiting of these could have run already.</param>
public sealed record QueueDepth(string Backlog, int Tenants, long Ready, TimeSpan Oldest);

/// <summary>Classes of tenants by how much waits for them: few, whatever the number of tenants.</summary>
public static class Backlogs
{
    /// <summary>Fewer than ten.</summary>
    public const string Small = "small";

    /// <summary>Fewer than a thousand.</summary>
    public const string Medium = "medium";

    public const string Large = "large";

    public static readonly IReadOnlyList<string> All = [Small, Medium, Large];
}
