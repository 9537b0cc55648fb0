namespace FleetPrompt.Core.Forums.Limits;

/// <summary>How full a bucket was when it was last asked.</summary>
public sealed class LimitBucket
{
    public required string Key { get; init; }

    public double Tokens { get; set; }

    public DateTimeOffset FilledAt { get; set; }
}
