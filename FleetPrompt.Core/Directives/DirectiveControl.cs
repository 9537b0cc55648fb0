using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// What a person may do with a directive that exists: run a failed one again, or cancel one that waits or runs. Both need the right to request it, a reason, and the attempt
/// that the person saw; both are told by signals of the same unit.
/// </summary>
public sealed class DirectiveControl(IUnits units, DirectiveCatalog catalog, IWorkQueue queue, SignalBus signals, DirectiveObservers observers, DirectiveTelemetry telemetry, TimeProvider time)
{
    public const int MaxReasonLength = 500;

    /// <summary>Puts a failed directive in line once more, as the next attempt. Errors: <see cref="NotFound"/>, <see cref="Forbidden"/>, <see cref="Invalid"/> (no reason), <see cref="Conflict"/> (not failed, or not at that attempt, any more).</summary>
    public Task<Result<DirectiveReceipt>> RerunAsync(OperationContext operation, Guid directiveId, int attempt, string? reason, CancellationToken cancel = default) =>
        ActAsync(operation, directiveId, reason, (unit, directive, why) => RerunAsync(unit, directive, attempt, why, cancel), cancel);

    /// <summary>
    /// Cancels what waits at once. What runs is asked to stop, and is canceled when it does, at its deadline, or by whoever takes it over; what it had committed by then stays.
    /// Errors as of <see cref="RerunAsync(OperationContext, Guid, int, string?, CancellationToken)"/>.
    /// </summary>
    public Task<Result<DirectiveReceipt>> CancelAsync(OperationContext operation, Guid directiveId, int attempt, string? reason, CancellationToken cancel = default) =>
        observers.WithAsync(
            directiveId,
            observed => ActAsync(operation, directiveId, reason, (unit, directive, why) => CancelAsync(unit, directive, attempt, why, observed, cancel), cancel));

    private Task<Result<DirectiveReceipt>> ActAsync(
        OperationContext operation,
        Guid directiveId,
        string? reason,
        Func<TenantUnit, Directive, string, Task<Result<DirectiveReceipt>>> act,
        CancellationToken cancel) =>
        units.RunAsync<DirectiveReceipt>(
            operation,
            async unit =>
            {
                var directive = await unit.Db.Directives.AsNoTracking().SingleOrDefaultAsync(d => d.Id == directiveId, cancel);
                if (directive is null || catalog.Find(directive.Name) is not { } type) return new NotFound();
                var authority = await DirectiveService.AuthorityAsync(unit, type, cancel);
                if (!authority.IsOk) return authority.Error!;
                if (string.IsNullOrWhiteSpace(reason)) return new Invalid("reason", "Say why: it stays with the directive.");
                if (reason.Length > MaxReasonLength) return new Invalid("reason", $"Keep the reason within {MaxReasonLength} characters.");
                unit.Join(operation with { CorrelationId = directive.CorrelationId, CausationId = directive.Id });
                return await act(unit, directive, RedactionGuard.RedactText(reason.Trim()));
            },
            cancel);

    private async Task<Result<DirectiveReceipt>> RerunAsync(TenantUnit unit, Directive directive, int attempt, string reason, CancellationToken cancel)
    {
        var next = attempt + 1;
        var moved = await unit.Db.Directives
            .Where(d => d.Id == directive.Id && d.Status == DirectiveStates.Failed && d.Attempt == attempt)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.Status, DirectiveStates.Requested)
                    .SetProperty(d => d.Attempt, next)
                    .SetProperty(d => d.Token, (long?)null)
                    .SetProperty(d => d.StartedAt, (DateTimeOffset?)null)
                    .SetProperty(d => d.FinishedAt, (DateTimeOffset?)null)
                    .SetProperty(d => d.ScheduledAt, (DateTimeOffset?)null)
                    .SetProperty(d => d.CancelRequestedAt, (DateTimeOffset?)null)
                    .SetProperty(d => d.ErrorKind, (string?)null)
                    .SetProperty(d => d.ErrorMessage, (string?)null)
                    .SetProperty(d => d.ErrorDetails, (System.Text.Json.JsonDocument?)null),
                cancel);
        if (moved == 0) return Stale(directive, attempt);
        unit.Db.DirectiveAttempts.Add(new DirectiveAttempt { DirectiveId = directive.Id, Attempt = next, RerunBy = unit.Operation.Actor.Id, RerunReason = reason });
        await unit.Db.SaveChangesAsync(cancel);
        await TellAsync(unit, DirectiveSignals.RerunRequested, directive, DirectiveStates.Requested, next, cancel);
        queue.Enqueue(unit, [DirectiveService.InLine(catalog.Find(directive.Name)!, directive.Id, null)]);
        telemetry.Requested(unit, directive.Name);
        return new DirectiveReceipt(directive.Id, DirectiveStates.Requested, next, Existing: false);
    }

    private async Task<Result<DirectiveReceipt>> CancelAsync(TenantUnit unit, Directive directive, int attempt, string reason, bool observed, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var waiting = await queue.CancelAsync(unit, directive.Id, cancel);
        var moved = await unit.Db.Directives
            .Where(d => d.Id == directive.Id && d.Attempt == attempt
                && ((d.Status == DirectiveStates.Requested && (waiting || d.CancelRequestedAt == null)) || (d.Status == DirectiveStates.Running && d.CancelRequestedAt == null)))
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.CancelRequestedAt, now)
                    .SetProperty(d => d.Status, d => waiting ? DirectiveStates.Canceled : d.Status)
                    .SetProperty(d => d.FinishedAt, d => waiting ? now : d.FinishedAt),
                cancel);
        if (moved == 0) return Stale(directive, attempt);
        await TellAsync(unit, DirectiveSignals.CancelRequested, directive, directive.Status, attempt, cancel);
        if (!waiting)
        {
            await queue.RequestCancelAsync(unit, directive.Id, cancel);
            return new DirectiveReceipt(directive.Id, directive.Status, attempt, Existing: false);
        }

        await EndAttemptAsync(unit, directive.Id, attempt, now, reason, cancel);
        await TellAsync(unit, DirectiveSignals.Canceled, directive, DirectiveStates.Canceled, attempt, cancel);
        if (observed) await observers.EndedAsync(unit, directive, new DirectiveOutcome.Canceled(), cancel);
        telemetry.Finished(unit, directive, DirectiveStates.Canceled, errorKind: null);
        return new DirectiveReceipt(directive.Id, DirectiveStates.Canceled, attempt, Existing: false);
    }

    /// <summary>A rerun, and a runner that was lost, have written the attempt already.</summary>
    private static async Task EndAttemptAsync(TenantUnit unit, Guid directive, int attempt, DateTimeOffset now, string reason, CancellationToken cancel)
    {
        var ended = await unit.Db.DirectiveAttempts
            .Where(a => a.DirectiveId == directive && a.Attempt == attempt)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.FinishedAt, now).SetProperty(a => a.Outcome, DirectiveStates.Canceled).SetProperty(a => a.ErrorMessage, reason), cancel);
        if (ended > 0) return;
        unit.Db.DirectiveAttempts.Add(new DirectiveAttempt { DirectiveId = directive, Attempt = attempt, FinishedAt = now, Outcome = DirectiveStates.Canceled, ErrorMessage = reason });
        await unit.Db.SaveChangesAsync(cancel);
    }

    private static Conflict Stale(Directive directive, int attempt) =>
        new(directive switch
        {
            _ when directive.Attempt != attempt => $"Somebody has acted on this directive since your page showed it: it is at attempt {directive.Attempt} now. Reload and decide again.",
            { Status: DirectiveStates.Requested or DirectiveStates.Running, CancelRequestedAt: not null } => "This directive has been asked to stop already, and ends as soon as it can.",
            _ => $"This directive is {directive.Status} now, so that cannot be done. Reload and decide again.",
        });

    private Task<Signal> TellAsync(TenantUnit unit, SignalType<DirectiveFact> type, Directive directive, string status, int attempt, CancellationToken cancel) =>
        signals.EmitAsync(
            unit,
            type,
            DirectiveService.SubjectOf(directive),
            DirectiveService.Fact(directive, status, attempt),
            DirectiveService.About(catalog.Find(directive.Name), directive),
            cancel);
}
