using System.Diagnostics;
using System.Diagnostics.Metrics;
using FleetPrompt.Core.Telemetry;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Directives;

/// <summary>What this room tells of itself to whoever watches: spans, counts, times, and log scopes. Counts are of what has committed.</summary>
public sealed class DirectiveTelemetry
{
    private static readonly Func<ILogger, string, Guid, Guid, IDisposable?> LogScope =
        LoggerMessage.DefineScope<string, Guid, Guid>("tenant {Tenant} directive {DirectiveId} correlation {CorrelationId}");

    /// <summary>Kinds of failure that any directive can meet. A handler's own words are told together: nobody bounds them.</summary>
    private static readonly HashSet<string> ErrorKinds =
        [DirectiveErrors.Conflict, DirectiveErrors.Forbidden, DirectiveErrors.NotFound, DirectiveErrors.Validation, DirectiveErrors.Handler, DirectiveErrors.RunnerLost];

    private readonly DirectiveCatalog catalog;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Counter<long> requested;
    private readonly Counter<long> started;
    private readonly Counter<long> finished;
    private readonly Histogram<double> wait;
    private readonly Histogram<double> duration;

    public DirectiveTelemetry(IMeterFactory meters, DirectiveCatalog catalog, TimeProvider time, ILogger<DirectiveTelemetry> log)
    {
        (this.catalog, this.time, this.log) = (catalog, time, log);
        var meter = meters.Create(EngineTelemetry.Name);
        requested = meter.CreateCounter<long>("fleetprompt.directive.requested", "{directive}", "Directives put in line, reruns included.");
        started = meter.CreateCounter<long>("fleetprompt.directive.started", "{directive}", "Attempts begun; a takeover is the same attempt.");
        finished = meter.CreateCounter<long>("fleetprompt.directive.finished", "{directive}", "Directives that came to an end.");
        wait = meter.CreateHistogram("fleetprompt.directive.wait", "s", "From when it could have run to when its first attempt began.", tags: null, EngineTelemetry.Seconds);
        duration = meter.CreateHistogram("fleetprompt.directive.duration", "s", "How long a runner worked on it.", tags: null, EngineTelemetry.Seconds);
    }

    /// <summary>Around a request, within whatever asks.</summary>
    public RequestScope Request(OperationContext operation, DirectiveType type) =>
        new(EngineTelemetry.StartWithin("directive.request", NameOf(type.Name), operation.Tenant, operation.CorrelationId));

    /// <summary>Around the work of a runner.</summary>
    public RunScope Run(TenantRef tenant, Directive directive)
    {
        var span = EngineTelemetry.StartLater("directive.run", NameOf(directive.Name), tenant, directive.CorrelationId);
        if (span is not null)
        {
            span.SetTag(TelemetryTags.Directive, directive.Id.ToString()).SetTag(TelemetryTags.Attempt, directive.Attempt);
            if (directive.Status == DirectiveStates.Running) span.SetTag(TelemetryTags.TakenOver, true);
        }

        return new RunScope(this, new EngineSpan(span, LogScope(log, tenant.Slug, directive.Id, directive.CorrelationId)), directive.Name, duration.Enabled ? time.GetTimestamp() : 0);
    }

    /// <summary>In line, for the first time or again.</summary>
    public void Requested(TenantUnit unit, string name)
    {
        if (requested.Enabled) requested.AddAfterCommit(unit, new TagList { { MetricTags.Name, NameOf(name) } });
    }

    /// <summary>An attempt has begun.</summary>
    public void Started(TenantUnit unit, Directive directive, DateTimeOffset now)
    {
        if (started.Enabled) started.AddAfterCommit(unit, new TagList { { MetricTags.Name, NameOf(directive.Name) } });
        if (!wait.Enabled || directive.Attempt > 1) return; // when a rerun was asked for is not in the row
        var due = directive.ScheduledAt > directive.RequestedAt ? directive.ScheduledAt.Value : directive.RequestedAt;
        wait.RecordAfterCommit(unit, Math.Max((now - due).TotalSeconds, 0), new TagList { { MetricTags.Name, NameOf(directive.Name) } });
    }

    /// <summary>The end of an attempt, or of the wait for it.</summary>
    public void Finished(TenantUnit unit, Directive directive, string status, string? errorKind)
    {
        if (finished.Enabled) finished.AddAfterCommit(unit, Ending(directive.Name, status, errorKind));
    }

    private TagList Ending(string name, string status, string? errorKind)
    {
        var tags = new TagList { { MetricTags.Name, NameOf(name) }, { MetricTags.Outcome, status } };
        if (errorKind is not null) tags.Add(MetricTags.ErrorKind, ErrorKinds.Contains(errorKind) ? errorKind : MetricTags.Other);
        return tags;
    }

    /// <summary>A row may name what no version knows any more.</summary>
    private string NameOf(string name) => catalog.Find(name)?.Name ?? MetricTags.Other;

    /// <summary>A request under way. A refusal is an answer, not an error.</summary>
    public readonly record struct RequestScope(Activity? Activity) : IDisposable
    {
        public Result<DirectiveReceipt> Ended(Result<DirectiveReceipt> result)
        {
            Ended(result.Then(r => new[] { r }));
            return result;
        }

        public Result<DirectiveReceipt[]> Ended(Result<DirectiveReceipt[]> result)
        {
            if (Activity is null) return result;
            if (result is { IsOk: true, Value: [var one] }) Activity.SetTag(TelemetryTags.Directive, one.Id.ToString());
            Activity.SetTag(TelemetryTags.Outcome, !result.IsOk ? "refused" : result.Value.All(r => r.Existing) ? "existing" : DirectiveStates.Requested);
            return result;
        }

        public void Dispose() => new EngineSpan(Activity).Dispose();
    }

    /// <summary>One stretch of work on a directive.</summary>
    /// <param name="StartedAt">Zero where nobody measures.</param>
    public readonly record struct RunScope(DirectiveTelemetry Telemetry, EngineSpan Span, string Name, long StartedAt) : IDisposable
    {
        public void Ended(DirectiveOutcome outcome)
        {
            var (status, errorKind) = outcome switch
            {
                DirectiveOutcome.Succeeded => (DirectiveStates.Succeeded, null),
                DirectiveOutcome.Failed failed => (DirectiveStates.Failed, failed.Kind),
                _ => (DirectiveStates.Canceled, (string?)null),
            };
            Span.Ended(status, errorKind);
            if (StartedAt != 0) Telemetry.duration.Record(Telemetry.time.GetElapsedTime(StartedAt).TotalSeconds, Telemetry.Ending(Name, status, errorKind));
        }

        public void Dispose() => Span.Dispose();
    }
}
