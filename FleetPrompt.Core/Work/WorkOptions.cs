using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Work;

public sealed class WorkOptions : IValidatableObject
{
    /// <summary>What one process works on at once: single items, or batches of those that share a unit.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>Items of one tenant that may share a unit.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 100;

    /// <summary>How often the queue is looked at without a doorbell.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A lease that ends within two heartbeats would be in doubt all the time, and its runner would claim nothing.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < 2 * HeartbeatInterval) yield return new($"Lease ({Lease}) must be at least twice HeartbeatInterval ({HeartbeatInterval}).", [nameof(Lease)]);
    }
}
