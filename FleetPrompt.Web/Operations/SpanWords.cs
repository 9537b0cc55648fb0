using System.Globalization;
using FleetPrompt.Core.Operations;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Operations;

/// <summary>How stretches of time and what was counted in them are put into words; times are UTC.</summary>
internal static class SpanWords
{
    /// <summary>"14 Mar 09:30".</summary>
    public static string At(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"14 Mar 09:30–10:00", or with both days where they differ.</summary>
    public static string Of(SignalBar bar) =>
        bar.From.UtcDateTime.Date == bar.To.UtcDateTime.Date ? $"{At(bar.From)}–{bar.To.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)}" : $"{At(bar.From)} – {At(bar.To)}";

    public static string Summary(SignalHistogram histogram, bool lately)
    {
        var when = lately ? "in the last 24 hours" : $"from {At(histogram.Span.From)} to {At(histogram.Span.To)} UTC";
        var most = histogram.Total > 0 ? $", most of them {Of(histogram.Peak)} ({histogram.Peak.Count.ToString("N0", CultureInfo.InvariantCulture)})" : "";
        var only = histogram.Span.Shortened ? $" Only the last {SignalSpan.Longest.Days} days of the range are counted." : "";
        return $"{(histogram.Total == 0 ? "No signals" : Words.Count(histogram.Total, "signal", "signals"))} {when}{most}.{only}";
    }
}
