namespace FleetPrompt.Bench;

/// <summary>Several that do the same side by side.</summary>
internal static class Crowd
{
    /// <summary>Each of <paramref name="width"/> does the work <paramref name="each"/> times, one after the other; the work is given a number of its own.</summary>
    public static Task RunAsync(int width, int each, Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, width).Select(w => Task.Run(async () =>
        {
            for (var n = 0; n < each; n++) await work((w * each) + n);
        })));

    /// <summary>At most <paramref name="width"/> at a time.</summary>
    public static Task EachAsync<T>(IEnumerable<T> items, int width, Func<T, Task> work) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = width }, async (item, _) => await work(item));
}
