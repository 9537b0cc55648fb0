using System.Diagnostics;
using System.Diagnostics.Metrics;
using FleetPrompt.Core.Telemetry;

namespace FleetPrompt.Core.Work;

/// <summary>What the runner tells of its claims.</summary>
public sealed class WorkTelemetry(IMeterFactory meters, TimeProvider time)
{
    private readonly TimeProvider clock = time;
    private readonly Histogram<double> duration = meters.Create(EngineTelemetry.Name)
        .CreateHistogram("fleetprompt.work.claim.duration", "s", "How long the queue took to answer a claim.", tags: null, EngineTelemetry.Seconds);

    /// <summary>Just before a claim.</summary>
    public ClaimScope Claim() => duration.Enabled || EngineTelemetry.Source.HasListeners() ? new(this, clock.GetUtcNow(), clock.GetTimestamp()) : default;

    /// <summary>A claim under way; says nothing where nobody listens.</summary>
    public readonly record struct ClaimScope(WorkTelemetry? Telemetry, DateTimeOffset StartedAt, long Timestamp)
    {
        /// <summary>A claim that brought nothing is measured, and has no span: it happens twice a second.</summary>
        public void Ended(int claimed)
        {
            if (Telemetry is null) return;
            var took = Telemetry.clock.GetElapsedTime(Timestamp);
            Telemetry.duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(MetricTags.Outcome, claimed > 0 ? "claimed" : "empty"));
            if (claimed == 0) return;
            using var span = EngineTelemetry.Source.StartActivity("work.claim", ActivityKind.Internal, parentContext: default, startTime: StartedAt);
            span?.SetTag(TelemetryTags.Claimed, claimed).SetEndTime((StartedAt + took).UtcDateTime);
        }
    }
}
