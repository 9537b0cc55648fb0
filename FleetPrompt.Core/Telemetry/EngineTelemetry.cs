using System.Diagnostics;
using System.Diagnostics.Metrics;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Telemetry;

/// <summary>
/// The engine's one source of spans, and what its spans have in common. Spans and measurements hold names, states and ids: never texts, arguments or messages.
/// Where nobody listens nothing is made.
/// </summary>
public static class EngineTelemetry
{
    /// <summary>The name of the source of spans, and of the meter.</summary>
    public const string Name = "FleetPrompt";

    public static readonly ActivitySource Source = new(Name);

    /// <summary>Seconds, from a transaction to a long export.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };

    private static readonly AsyncLocal<Activity?> WebRequest = new();

    /// <summary>The span of the web request that is answered here. Pages begin traces of their own, so it is not always around <see cref="Activity.Current"/>.</summary>
    public static Activity? Request
    {
        get => WebRequest.Value is { IsStopped: false } request ? request : null;
        set => WebRequest.Value = value;
    }

    /// <summary>A span within what goes on here, such as a web request. It points at the correlation's own trace, and what it is within is marked with the correlation.</summary>
    public static Activity? StartWithin(string verb, string what, TenantRef tenant, Guid correlation)
    {
        if (!Source.HasListeners()) return null;
        Mark(correlation);
        var own = CorrelationTrace.Of(correlation);
        ActivityLink[]? links = own.TraceId == default || own.TraceId == Activity.Current?.TraceId ? null : [new ActivityLink(own)];
        return Source.StartActivity($"{verb} {what}", ActivityKind.Producer, parentContext: default, Tags(tenant, correlation), links);
    }

    /// <summary>A span of something that runs later and elsewhere: in the correlation's own trace.</summary>
    public static Activity? StartLater(string verb, string what, TenantRef tenant, Guid correlation) =>
        Source.HasListeners() ? Source.StartActivity($"{verb} {what}", ActivityKind.Consumer, CorrelationTrace.Of(correlation), Tags(tenant, correlation)) : null;

    /// <summary>Says on the spans of others that go on here, a web request's among them, to which correlation they led.</summary>
    public static void Mark(Guid correlation)
    {
        if (!Source.HasListeners()) return;
        Request?.SetTag(TelemetryTags.Correlation, correlation.ToString());
        for (var around = Activity.Current; around is not null; around = around.Parent)
            if (around.Source != Source) around.SetTag(TelemetryTags.Correlation, correlation.ToString());
    }

    /// <summary>Counts once <paramref name="unit"/> has committed: what rolled back did not happen.</summary>
    public static void AddAfterCommit(this Counter<long> counter, TenantUnit unit, TagList tags) => unit.AfterCommit(() => counter.Add(1, tags));

    /// <inheritdoc cref="AddAfterCommit"/>
    public static void RecordAfterCommit(this Histogram<double> histogram, TenantUnit unit, double value, TagList tags) => unit.AfterCommit(() => histogram.Record(value, tags));

    private static KeyValuePair<string, object?>[] Tags(TenantRef tenant, Guid correlation) => [new(TelemetryTags.Tenant, tenant.Slug), new(TelemetryTags.Correlation, correlation.ToString())];
}
