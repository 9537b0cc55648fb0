using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>What the calendar asks for in the name of the system, and what people ask for to keep their organisation.</summary>
public static class OperationDirectives
{
    private static readonly IReadOnlyList<string> BySystem = [Actor.SystemType];

    public static readonly DirectiveType<Firing> ApplyRetention = new("org.retention.apply", "saw to the retention of history", BySystem, Visibility: Visibility.Admins);
    public static readonly DirectiveType<Firing> ReconcileWork = new("org.work.reconcile", "saw to work that was lost", BySystem, Visibility: Visibility.Admins);

    public static readonly DirectiveType<CreateExport> CreateExport = new("org.export.create", "asked for an export of the organisation", [OrgRole.Owner], Effects.External, Visibility.Admins)
    {
        // Each reads all of the organisation.
        Limits = new(Running: 1, PerHour: 12, Burst: 3),
    };

    /// <summary>Fails the first time it is tried, and does nothing ever: so that a rerun can be practised.</summary>
    public static readonly DirectiveType<Drill> RunDrill = new("org.drill.run", "started a drill", OrgRole.Administrators);
}

/// <summary>One firing of a schedule. The schedule and its time are the idempotency key, so a firing that happens twice is one directive.</summary>
public sealed record Firing(string Schedule, DateTimeOffset FiredAt) : IDirectiveArgs
{
    public string ToVersion() => $"{Schedule}@{FiredAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";

    public IEnumerable<FieldProblem> Problems()
    {
        if (string.IsNullOrWhiteSpace(Schedule)) yield return new("schedule", "Say which schedule has fired.");
    }
}

/// <param name="FormKey">Issued with the form: sent twice, it is one export.</param>
public sealed record CreateExport(Guid FormKey) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (FormKey == Guid.Empty) yield return new("formKey", "Reload the page and try again.");
    }
}

/// <param name="FormKey">Issued with the form: sent twice, it is one drill.</param>
public sealed record Drill(Guid FormKey) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (FormKey == Guid.Empty) yield return new("formKey", "Reload the page and try again.");
    }
}
