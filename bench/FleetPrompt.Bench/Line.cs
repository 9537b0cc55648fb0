using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetPrompt.Bench;

/// <summary>One measured figure.</summary>
/// <param name="Value">In <paramref name="Unit"/>; the median of the repeats.</param>
/// <param name="P50Ms">Milliseconds, where single items were timed.</param>
/// <param name="Floor">The same in the same run by plain Npgsql doing only what cannot be avoided.</param>
/// <param name="Ratio">Value to floor: of a rate, how much of the floor's is reached; of a time, how many times the floor's it takes.</param>
/// <param name="N">Items of one repeat.</param>
/// <param name="Conditions">Words like <c>tenants=100</c>.</param>
public sealed record Line(
    string Bench,
    double Value,
    string Unit,
    [property: JsonPropertyName("p50_ms")] double? P50Ms,
    [property: JsonPropertyName("p99_ms")] double? P99Ms,
    double? Floor,
    double? Ratio,
    int N,
    string Conditions)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>A rate beside its floor's: medians of the repeats.</summary>
    public static Line OfRates(string bench, IReadOnlyList<Repeat> own, IReadOnlyList<Repeat> floor, string conditions)
    {
        var (mine, least) = (Figures.Median(own.Select(r => r.PerSecond)), Figures.Median(floor.Select(r => r.PerSecond)));
        var last = own[^1];
        return new(
            bench,
            Figures.Round(mine),
            "per_s",
            null,
            null,
            Figures.Round(least),
            Figures.Round(mine / least),
            last.Items,
            $"{conditions} {last.Cost("")}" + (floor.Count > 0 ? " " + floor[^1].Cost("floor_") : ""));
    }
}

/// <summary>One repeat and what it cost the server.</summary>
/// <param name="Transactions">Those that wrote.</param>
/// <param name="Spent">Processor time of this program.</param>
/// <param name="SpentByServer">Processor time of PostgreSQL.</param>
public sealed record Repeat(int Items, TimeSpan Took, double Transactions, double WalBytes, TimeSpan Spent, TimeSpan SpentByServer)
{
    public double PerSecond => Items / Took.TotalSeconds;

    public string Cost(string prefix) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}commits_per_item={Transactions / Items:0.###} {prefix}wal_bytes_per_item={WalBytes / Items:0} {prefix}cpu_us_per_item={Spent.TotalMicroseconds / Items:0} {prefix}server_cpu_us_per_item={SpentByServer.TotalMicroseconds / Items:0}");
}

public static class Figures
{
    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);

    /// <summary>By nearest rank.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>Three digits that count.</summary>
    public static double Round(double value) => value == 0 || !double.IsFinite(value) ? value : Math.Round(value, Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6));
}
