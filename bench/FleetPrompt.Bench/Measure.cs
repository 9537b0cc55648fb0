using FleetPrompt.Bench.Search;

namespace FleetPrompt.Bench;

/// <summary>Something measured, on a server of its own.</summary>
public abstract class Measure
{
    public abstract string Name { get; }

    public abstract string About { get; }

    /// <summary>By its name, or the first part of it.</summary>
    public bool Matches(string asked) => Name == asked || Name.StartsWith(asked + ".", StringComparison.Ordinal);

    public abstract IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, CancellationToken cancel);

    /// <summary>Warms both up, then runs them in turn, so that what else the machine does falls on both.</summary>
    protected static async Task<(List<Repeat> Own, List<Repeat> Floor)> InTurnAsync(int repeats, Func<Task<Repeat>> own, Func<Task<Repeat>> floor)
    {
        await floor();
        await own();
        var (mine, least) = (new List<Repeat>(), new List<Repeat>());
        for (var n = 0; n < repeats; n++)
        {
            least.Add(await floor());
            mine.Add(await own());
        }

        return (mine, least);
    }
}

public static class Measures
{
    public static readonly IReadOnlyList<Measure> All =
    [
        new SignalsEmit(),
        new SignalsEmitBulk(),
        new SignalsReadSince(),
        new DirectivesRequest(),
        new DirectivesDrain(),
        new DirectivesDrainEffect(),
        new DirectivesLatency(),
        new Fanout(),
        new TenantsProvision(),
        new TenantsIdle(),
        new LiveFanout(),
        new SearchSimilar(),
    ];
}
