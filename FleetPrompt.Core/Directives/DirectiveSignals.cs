using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Directives;

/// <summary>The lifecycle of a directive, told on the directive's own stream.</summary>
public static class DirectiveSignals
{
    public static readonly SignalType<DirectiveFact> Requested = new("directive.requested", "requested");
    public static readonly SignalType<DirectiveFact> Started = new("directive.started", "started");
    public static readonly SignalType<DirectiveFact> Succeeded = new("directive.succeeded", "completed");
    public static readonly SignalType<DirectiveFact> Failed = new("directive.failed", "could not complete");
    public static readonly SignalType<DirectiveFact> Canceled = new("directive.canceled", "canceled");
    public static readonly SignalType<DirectiveFact> RerunRequested = new("directive.rerun.requested", "asked to run again");
    public static readonly SignalType<DirectiveFact> CancelRequested = new("directive.cancel.requested", "asked to cancel");
    public static readonly SignalType<DirectiveFact> Recovered = new("directive.recovered", "took over, from a runner that was lost,");

    public static readonly IReadOnlyList<SignalType> All = [Requested, Started, Succeeded, Failed, Canceled, RerunRequested, CancelRequested, Recovered];
}

/// <param name="Directive">The directive's name.</param>
/// <param name="Status">The state it has entered.</param>
public sealed record DirectiveFact(Guid DirectiveId, string Directive, int Attempt, string Status, string? ErrorKind = null);
