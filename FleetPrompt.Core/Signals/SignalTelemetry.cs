using System.Diagnostics;
using System.Diagnostics.Metrics;
using FleetPrompt.Core.Telemetry;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Signals;

/// <summary>What this room tells of itself to whoever watches: spans, counts, and log scopes. Counts are of what has committed.</summary>
public sealed class SignalTelemetry
{
    private static readonly Func<ILogger, string, Guid, Guid, Guid, IDisposable?> LogScope =
        LoggerMessage.DefineScope<string, Guid, Guid, Guid>("tenant {Tenant} delivery {DeliveryId} signal {SignalId} correlation {CorrelationId}");

    private readonly SignalHandlers handlers;
    private readonly ILogger log;
    private readonly Counter<long> emitted;
    private readonly Counter<long> deliveries;

    public SignalTelemetry(IMeterFactory meters, SignalHandlers handlers, ILogger<SignalTelemetry> log)
    {
        (this.handlers, this.log) = (handlers, log);
        var meter = meters.Create(EngineTelemetry.Name);
        emitted = meter.CreateCounter<long>("fleetprompt.signal.emitted", "{signal}", "Signals recorded; what was recorded before under the same dedupe key is not counted.");
        deliveries = meter.CreateCounter<long>("fleetprompt.signal.deliveries", "{delivery}", "Tries to give a signal to a handler that came to an end.");
    }

    /// <summary>Signals that <paramref name="unit"/> has recorded.</summary>
    public void Emitted(TenantUnit unit, IEnumerable<Signal> recorded)
    {
        EngineTelemetry.Mark(unit.Operation.CorrelationId);
        if (!emitted.Enabled) return;
        foreach (var signal in recorded) emitted.AddAfterCommit(unit, new TagList { { MetricTags.Name, signal.Name } });
    }

    /// <summary>Around one try of a handler.</summary>
    public EngineSpan Deliver(TenantRef tenant, SignalDelivery delivery, Signal signal, int attempt)
    {
        var span = EngineTelemetry.StartLater("signal.deliver", NameOf(delivery.Handler), tenant, signal.CorrelationId);
        span?.SetTag(TelemetryTags.Signal, signal.Id.ToString()).SetTag(TelemetryTags.SignalName, signal.Name).SetTag(TelemetryTags.Attempt, attempt);
        return new EngineSpan(span, LogScope(log, tenant.Slug, delivery.Id, signal.Id, signal.CorrelationId));
    }

    /// <param name="state">What the delivery is now: one of <see cref="DeliveryStates"/>.</param>
    public void Delivered(TenantUnit unit, string handler, string state)
    {
        if (deliveries.Enabled) deliveries.AddAfterCommit(unit, new TagList { { MetricTags.Handler, NameOf(handler) }, { MetricTags.Outcome, state } });
    }

    /// <summary>A row may name a handler that there is no more.</summary>
    private string NameOf(string handler) => handlers.Knows(handler) ? handler : MetricTags.Other;
}
