using System.Diagnostics;

namespace FleetPrompt.Core.Telemetry;

/// <summary>
/// The trace of a correlation: its id is the correlation's id, a uuid being 128 bits as a trace id is. So spans that run later, on any node, meet in one trace, and nothing has to
/// be stored with directives and signals. The span that all of them name as their parent stands for the act itself; nobody exports it.
/// </summary>
public static class CorrelationTrace
{
    public static ActivityContext Of(Guid correlation)
    {
        if (correlation == Guid.Empty) return default; // no trace has that id
        var digits = correlation.ToString("N");
        return new ActivityContext(ActivityTraceId.CreateFromString(digits), ActivitySpanId.CreateFromString(digits.AsSpan(16)), ActivityTraceFlags.Recorded, isRemote: true);
    }
}
