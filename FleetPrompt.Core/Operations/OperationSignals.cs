using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>What is done to keep an organisation in order, and who looked after it.</summary>
public static class OperationSignals
{
    public static readonly SignalType<RetentionFact> RetentionApplied = new("org.retention.applied", "took away history that had outlived its use", Visibility.Admins);
    public static readonly SignalType<RetentionChange> RetentionChanged = new("org.retention.changed", "changed how long history is kept", Visibility.Admins);
    public static readonly SignalType<ReconciledFact> WorkReconciled = new("org.work.reconciled", "put lost work back in line", Visibility.Admins);

    public static readonly SignalType<ExportFact> ExportCreated = new("org.export.created", "exported the organisation", Visibility.Admins);
    public static readonly SignalType<ExportFact> ExportDownloaded = new("org.export.downloaded", "downloaded an export", Visibility.Admins);
    public static readonly SignalType<AuditFact> AuditViewed = new("org.audit.viewed", "looked at the timeline for the first time");
    public static readonly SignalType<StepFact> StepTaken = new("org.first_step.taken", "ticked off a first step");

    public static readonly IReadOnlyList<SignalType> All = [RetentionApplied, RetentionChanged, WorkReconciled, ExportCreated, ExportDownloaded, AuditViewed, StepTaken];
}

/// <param name="Exports">Exports whose time was up.</param>
public sealed record RetentionFact(int Signals, int Directives, int Exports);

/// <param name="From">In days.</param>
public sealed record RetentionChange(int From, int To);

/// <param name="Directives">Directives that waited or ran, and that the queue did not know.</param>
/// <param name="Deliveries">Deliveries likewise.</param>
public sealed record ReconciledFact(int Directives, int Deliveries);

/// <param name="Rows">Of all tables.</param>
public sealed record ExportFact(Guid ExportId, long Rows, long Bytes);

public sealed record AuditFact(Guid UserId);

/// <param name="Step">One of <see cref="GettingStarted.Steps"/>.</param>
public sealed record StepFact(string Step);
