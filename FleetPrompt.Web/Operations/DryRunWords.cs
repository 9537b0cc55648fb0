using FleetPrompt.Core.Signals;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Operations;

/// <summary>What a dry run has found, in words.</summary>
internal static class DryRunWords
{
    public static IEnumerable<string> Lines(DryRun run)
    {
        yield return Summary(run);
        foreach (var handler in run.Handlers)
        {
            yield return $"{handler.Handler} ({Words.Count(handler.Signals, "signal", "signals")})";
            foreach (var effect in Effects(handler)) yield return "  " + effect;
            foreach (var failure in handler.Failures) yield return $"  fails on {failure.SignalId}: {failure.Message}";
        }
    }

    public static string Summary(DryRun run) =>
        (run.Handlers.Count, run.Tried < run.Signals) switch
        {
            (0, _) => $"{Words.Count(run.Signals, "signal", "signals")}; nothing listens to them, so a replay would do nothing.",
            (_, true) => $"The first {run.Tried} of {Words.Count(run.Signals, "signal", "signals")} were tried, and everything was taken back.",
            _ => $"{Words.Count(run.Signals, "signal was", "signals were")} tried, and everything was taken back.",
        };

    /// <summary>What the handler would do; one sentence where that is nothing.</summary>
    public static IReadOnlyList<string> Effects(HandlerDryRun handler)
    {
        string[] effects =
        [
            .. handler.Requests.Select(r => $"would request {r.Key} × {r.Value}"),
            .. handler.Emits.Select(e => $"would emit {e.Key} × {e.Value}"),
            .. handler.Changes.SelectMany(c => Changes(c.Key, c.Value)),
        ];
        return effects.Length > 0 || handler.Failures.Count > 0 ? effects : ["would change nothing"];
    }

    private static IEnumerable<string> Changes(string table, RowCounts rows)
    {
        if (rows.Inserted > 0) yield return $"would add {Words.Count((int)rows.Inserted, "row", "rows")} to {table}";
        if (rows.Updated > 0) yield return $"would change {Words.Count((int)rows.Updated, "row", "rows")} of {table}";
        if (rows.Deleted > 0) yield return $"would delete {Words.Count((int)rows.Deleted, "row", "rows")} of {table}";
    }
}
