using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Limits;

/// <summary>A bucket that holds at most <paramref name="Capacity"/> tokens and gains them evenly, all of them in <paramref name="Refill"/>.</summary>
/// <param name="Key">Of the bucket in its organisation.</param>
public sealed record TokenBucket(string Key, int Capacity, TimeSpan Refill);

/// <summary>Token buckets of an organisation in its database, by the database's clock: all nodes share them. (The algorithm: ITU-T I.371, "leaky bucket as a meter".)</summary>
public interface ITokenBuckets
{
    /// <summary>
    /// Takes one token from each bucket, or says how long until the emptiest has one; then the unit must not commit. Units that want the same bucket wait for each other.
    /// </summary>
    Task<TimeSpan?> TakeAsync(TenantUnit unit, IReadOnlyList<TokenBucket> buckets, CancellationToken cancel);
}
