namespace FleetPrompt.Core.Work;

/// <summary>How long to wait after a failure: four times longer each time, spread by a quarter up or down so that what failed together does not come back together.</summary>
public static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="attempt">The try that has failed, from 1.</param>
    /// <param name="seed">The work's id: the same work waits equally long whoever asks, other work does not.</param>
    public static TimeSpan After(int attempt, Guid seed)
    {
        var plain = First * Math.Pow(4, Math.Max(attempt, 1) - 1);
        return (plain < Longest ? plain : Longest) * (0.75 + (0.5 * Share(attempt, seed)));
    }

    /// <summary>Between 0 and 1, evenly (the multiplication is Knuth's, which spreads neighbouring numbers).</summary>
    private static double Share(int attempt, Guid seed) => unchecked((uint)(seed.GetHashCode() + attempt) * 2654435761u) / (uint.MaxValue + 1d);
}
