using System.Diagnostics;

namespace FleetPrompt.Core.Telemetry;

/// <summary>A span of the engine with the log scope beside it. Dispose ends both. What is disposed without <see cref="Ended"/> could not be recorded and is an error.</summary>
/// <param name="Activity">Null where nobody listens.</param>
public readonly record struct EngineSpan(Activity? Activity, IDisposable? LogScope = null) : IDisposable
{
    /// <summary>The outcome where none could be recorded: an exception, or a lease that was lost.</summary>
    public const string NotRecorded = "not_recorded";

    /// <param name="outcome">A word of a closed set.</param>
    /// <param name="errorKind">The kind of failure; the span is an error where there is one. Never a message.</param>
    public void Ended(string outcome, string? errorKind = null)
    {
        if (Activity is null) return;
        Activity.SetTag(TelemetryTags.Outcome, outcome);
        if (errorKind is null) return;
        Activity.SetTag(TelemetryTags.ErrorKind, errorKind);
        Activity.SetStatus(ActivityStatusCode.Error, errorKind);
    }

    public void Dispose()
    {
        if (Activity is not null && Activity.GetTagItem(TelemetryTags.Outcome) is null) Ended(NotRecorded, NotRecorded);
        Activity?.Dispose();
        LogScope?.Dispose();
    }
}
