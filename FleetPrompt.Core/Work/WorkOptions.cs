using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Work;

public sealed class WorkOptions
{
    /// <summary>Items that one process works on at once.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>How often the queue is looked at without a doorbell.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);
}
