namespace FleetPrompt.Core.Telemetry;

/// <summary>What the engine's spans are tagged with; <c>docs/observability.md</c> says what each means.</summary>
public static class TelemetryTags
{
    public const string Tenant = "fleetprompt.tenant";
    public const string Correlation = "fleetprompt.correlation_id";
    public const string Directive = "fleetprompt.directive_id";
    public const string Signal = "fleetprompt.signal_id";
    public const string SignalName = "fleetprompt.signal";
    public const string Attempt = "fleetprompt.attempt";
    public const string TakenOver = "fleetprompt.taken_over";
    public const string Outcome = "fleetprompt.outcome";
    public const string ErrorKind = "fleetprompt.error_kind";
    public const string Claimed = "fleetprompt.claimed";
}

/// <summary>What measurements are tagged with: values of closed sets only, never a tenant or an id.</summary>
public static class MetricTags
{
    public const string Name = "name";
    public const string Handler = "handler";
    public const string Outcome = "outcome";
    public const string ErrorKind = "error_kind";
    public const string Backlog = "backlog";

    /// <summary>Stands for every name that is not one of those known to this version.</summary>
    public const string Other = "other";
}
