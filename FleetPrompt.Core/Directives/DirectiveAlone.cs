using System.Text.Json;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// Runs one directive: begin in one unit, perform and record in another. A successful handler's changes are in the unit that also records the success.
/// Each write is guarded by the fencing token, so a runner that lost its lease changes nothing.
/// </summary>
internal sealed partial class DirectiveAlone(
    IUnits units,
    IWorkQueue queue,
    DirectiveCatalog catalog,
    SignalBus signals,
    DirectiveObservers observers,
    DirectiveTelemetry telemetry,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<DirectiveAlone> log)
{
    /// <summary>By when a handler should be done.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Before what nobody here can do is offered again, perhaps to a newer node.</summary>
    private static readonly TimeSpan UnknownDelay = TimeSpan.FromMinutes(1);

    public async Task PerformAsync(TenantRef tenant, ClaimedWork work, WorkStop stop)
    {
        var (directive, lost) = await BeginAsync(tenant, work, stop.LeaseLost);
        if (directive is null) return;
        using var run = telemetry.Run(tenant, directive);
        var outcome = lost ? RunnerLost
            : directive.CancelRequestedAt is not null ? new DirectiveOutcome.Canceled() // asked of a runner that was lost, or that had not begun
            : await HandleAsync(tenant, work, directive, stop);
        if (outcome is not DirectiveOutcome.Succeeded) await EndAsync(tenant, work, directive, outcome, stop.LeaseLost);
        run.Ended(outcome);
    }

    public async Task AbandonAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel)
    {
        var directive = await units.ReadAsync(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            unit => unit.Db.Directives.AsNoTracking().SingleOrDefaultAsync(d => d.Id == work.WorkId && d.Token == work.Token && d.Status == DirectiveStates.Running, cancel),
            cancel);
        if (directive is not null) await EndAsync(tenant, work, directive, new DirectiveOutcome.Canceled(), cancel);
    }

    private static readonly DirectiveOutcome RunnerLost = new DirectiveOutcome.Failed(
        DirectiveErrors.RunnerLost,
        "The process that was doing this ended before it could say how it went. Check what happened, then rerun.");

    /// <summary>
    /// Moves the directive to running under this token, or takes it over from a runner that was lost. Null where there is nothing to do.
    /// Lost is true where what the other runner did may have left the database and must not be done again unasked.
    /// </summary>
    private Task<(Directive? Directive, bool Lost)> BeginAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel) =>
        observers.WithAsync(work.WorkId, observed => BeginAsync(tenant, work, observed, cancel));

    private async Task<(Directive? Directive, bool Lost)> BeginAsync(TenantRef tenant, ClaimedWork work, bool observed, CancellationToken cancel)
    {
        var begun = await units.RunAsync<(Directive?, bool)>(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            async unit =>
            {
                var directive = await unit.Db.Directives.AsNoTracking().SingleOrDefaultAsync(d => d.Id == work.WorkId, cancel);
                if (directive is null || DirectiveStates.IsAtRest(directive.Status))
                {
                    await queue.FinishAsync(unit, [work], cancel);
                    return (null, false);
                }

                if (catalog.Find(directive.Name) is null)
                {
                    LogUnknown(directive.Name, directive.Id, tenant.Slug);
                    await queue.RequeueAsync(unit, work.WorkId, work.Token, UnknownDelay, cancel);
                    return (null, false);
                }

                unit.Join(directive.InTheNameOf(Actor.System, tenant));
                if (!await queue.BeginAsync(unit, work.WorkId, work.Token, Deadline, cancel)) throw new LeaseLostException(work);
                var takenOver = directive.Status == DirectiveStates.Running;
                var lost = takenOver && catalog.Find(directive.Name)?.Effects == Effects.External;
                await StartAsync(unit, directive, work.Token, takenOver, lost, cancel);
                if (observed && !takenOver) await observers.BegunAsync(unit, directive, cancel);
                return (directive, lost);
            },
            cancel);
        return begun.Value;
    }

    private async Task StartAsync(TenantUnit unit, Directive directive, long token, bool takenOver, bool lost, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var moved = await unit.Db.Directives
            .Where(d => d.Id == directive.Id && d.Status == directive.Status && d.Attempt == directive.Attempt)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.Status, DirectiveStates.Running).SetProperty(d => d.Token, token).SetProperty(d => d.StartedAt, d => d.StartedAt ?? now),
                cancel);
        if (moved == 0) throw new InvalidOperationException($"Directive {directive.Id} left the state '{directive.Status}' while its work was claimed.");
        if (!takenOver) await BeginAttemptAsync(unit, directive, now, cancel);
        if (!takenOver) telemetry.Started(unit, directive, now);
        if (!lost) await TellAsync(unit, takenOver ? DirectiveSignals.Recovered : DirectiveSignals.Started, directive, DirectiveStates.Running, null, cancel);
    }

    /// <summary>A rerun has written its attempt already, with who asked for it and why.</summary>
    private static async Task BeginAttemptAsync(TenantUnit unit, Directive directive, DateTimeOffset now, CancellationToken cancel)
    {
        var begun = await unit.Db.DirectiveAttempts
            .Where(a => a.DirectiveId == directive.Id && a.Attempt == directive.Attempt)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.StartedAt, now), cancel);
        if (begun > 0) return;
        unit.Db.DirectiveAttempts.Add(new DirectiveAttempt { DirectiveId = directive.Id, Attempt = directive.Attempt, StartedAt = now });
        await unit.Db.SaveChangesAsync(cancel);
    }

    private async Task<DirectiveOutcome> HandleAsync(TenantRef tenant, ClaimedWork work, Directive directive, WorkStop stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.LeaseLost, stop.CancelRequested);
        var cancel = either.Token;
        try
        {
            var binding = catalog.Binding(directive.Name) ?? throw new InvalidOperationException($"Nothing handles '{directive.Name}'.");
            await using var scope = scopes.CreateAsyncScope();
            var operation = directive.InTheNameOf(directive.Requester, tenant);
            return binding switch
            {
                ExternalBinding external => await HandleOutsideAsync(operation, work, directive, external, scope.ServiceProvider, stop.LeaseLost, cancel),
                _ => await HandleInUnitAsync(operation, work, directive, (InUnitBinding)binding, scope.ServiceProvider, cancel),
            };
        }
        catch (OperationCanceledException) when (stop.CancelRequested.IsCancellationRequested && !stop.LeaseLost.IsCancellationRequested)
        {
            return new DirectiveOutcome.Canceled();
        }
        catch (Exception fault) when (fault is not LeaseLostException && !stop.LeaseLost.IsCancellationRequested)
        {
            LogHandlerFault(fault, directive.Name, directive.Id, tenant.Slug);
            var left = catalog.Find(directive.Name)?.Effects == Effects.External ? "check what it has done outside before you rerun it." : "nothing was changed. An owner can rerun it.";
            return new DirectiveOutcome.Failed(DirectiveErrors.Handler, $"Something went wrong on our side; {left}", fault.ToString());
        }
    }

    /// <summary>All of it in one unit: what the handler changes, and that it has.</summary>
    private async Task<DirectiveOutcome> HandleInUnitAsync(OperationContext operation, ClaimedWork work, Directive directive, InUnitBinding binding, IServiceProvider services, CancellationToken cancel)
    {
        var result = await units.RunAsync<DirectiveOutcome>(
            operation,
            async unit =>
            {
                var authority = await DirectiveService.AuthorityAsync(unit, binding.Type, cancel);
                if (!authority.IsOk) return new HandlerFailed(new DirectiveOutcome.Failed(DirectiveErrors.Forbidden, authority.Error!.Message));
                var outcome = await binding.HandleAsync(services, new DirectiveRun(unit, directive), cancel);
                if (outcome is not DirectiveOutcome.Succeeded) return new HandlerFailed(outcome);
                await unit.Db.SaveChangesAsync(cancel);
                await FinishAsync(unit, work, directive, outcome, cancel);
                return outcome;
            },
            cancel);
        return result.IsOk ? result.Value : ((HandlerFailed)result.Error!).Outcome;
    }

    /// <summary>Outside every unit; the success is recorded in one of its own. Once something may have happened outside, a wish to cancel comes too late for the recording.</summary>
    private async Task<DirectiveOutcome> HandleOutsideAsync(
        OperationContext operation,
        ClaimedWork work,
        Directive directive,
        ExternalBinding binding,
        IServiceProvider services,
        CancellationToken leaseLost,
        CancellationToken cancel)
    {
        var authority = await units.ReadAsync(operation, unit => DirectiveService.AuthorityAsync(unit, binding.Type, cancel), cancel);
        if (!authority.IsOk) return new DirectiveOutcome.Failed(DirectiveErrors.Forbidden, authority.Error!.Message);
        var outcome = await binding.HandleAsync(services, new ExternalDirectiveRun(operation, directive), cancel);
        if (outcome is not DirectiveOutcome.Succeeded succeeded) return outcome;
        await units.RunAsync<bool>(
            operation,
            async unit =>
            {
                if (succeeded.Record is { } record) await record(unit, leaseLost);
                await unit.Db.SaveChangesAsync(leaseLost);
                await FinishAsync(unit, work, directive, outcome, leaseLost);
                return true;
            },
            leaseLost);
        return outcome;
    }

    /// <summary>An end without success, in a unit of its own.</summary>
    private Task EndAsync(TenantRef tenant, ClaimedWork work, Directive directive, DirectiveOutcome outcome, CancellationToken cancel) =>
        observers.WithAsync(
            directive.Id,
            observed => units.RunAsync<bool>(
                directive.InTheNameOf(Actor.System, tenant),
                async unit =>
                {
                    await FinishAsync(unit, work, directive, outcome, cancel);
                    if (observed) await observers.EndedAsync(unit, directive, outcome, cancel);
                    return true;
                },
                cancel));

    /// <summary>Running to its end, in the unit given: the row, the attempt, the signal and the queue, or nothing.</summary>
    private async Task FinishAsync(TenantUnit unit, ClaimedWork work, Directive directive, DirectiveOutcome outcome, CancellationToken cancel)
    {
        var (status, told) = EndOf(outcome);
        unit.Join(directive.InTheNameOf(Actor.System, unit.Tenant));
        var now = time.GetUtcNow();
        var failure = outcome as DirectiveOutcome.Failed;
        var result = outcome is DirectiveOutcome.Succeeded { Result: { } value } ? DirectiveJson.Redacted(value) : null;
        var details = failure?.Details is { } text ? DirectiveJson.Redacted(new { text }) : null;
        var kind = failure?.Kind;
        var message = failure is null ? null : RedactionGuard.RedactText(failure.Message);
        var finished = await unit.Db.Directives
            .Where(d => d.Id == directive.Id && d.Token == work.Token && d.Status == DirectiveStates.Running)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.Status, status)
                    .SetProperty(d => d.FinishedAt, now)
                    .SetProperty(d => d.Result, result)
                    .SetProperty(d => d.ErrorKind, kind)
                    .SetProperty(d => d.ErrorMessage, message)
                    .SetProperty(d => d.ErrorDetails, details),
                cancel);
        if (finished == 0 || !await queue.FinishAsync(unit, [work], cancel)) throw new LeaseLostException(work);
        await unit.Db.DirectiveAttempts
            .Where(a => a.DirectiveId == directive.Id && a.Attempt == directive.Attempt)
            .ExecuteUpdateAsync(
                set => set.SetProperty(a => a.FinishedAt, now).SetProperty(a => a.Outcome, status).SetProperty(a => a.ErrorKind, kind).SetProperty(a => a.ErrorMessage, message),
                cancel);
        await TellAsync(unit, told, directive, status, kind, cancel);
        telemetry.Finished(unit, directive, status, kind);
    }

    private static (string Status, SignalType<DirectiveFact> Told) EndOf(DirectiveOutcome outcome) =>
        outcome switch
        {
            DirectiveOutcome.Succeeded => (DirectiveStates.Succeeded, DirectiveSignals.Succeeded),
            DirectiveOutcome.Canceled => (DirectiveStates.Canceled, DirectiveSignals.Canceled),
            _ => (DirectiveStates.Failed, DirectiveSignals.Failed),
        };

    private Task<Signal> TellAsync(TenantUnit unit, SignalType<DirectiveFact> type, Directive directive, string status, string? errorKind, CancellationToken cancel) =>
        signals.EmitAsync(
            unit,
            type,
            DirectiveService.SubjectOf(directive),
            DirectiveService.Fact(directive, status, directive.Attempt, errorKind),
            DirectiveService.About(catalog.Find(directive.Name), directive),
            cancel);

    [LoggerMessage(LogLevel.Warning, "Directive {Name} {Id} of {Tenant} is not known here; it goes back in line, perhaps for a newer node")]
    private partial void LogUnknown(string name, Guid id, string tenant);

    [LoggerMessage(LogLevel.Error, "Directive {Name} {Id} of {Tenant} failed in its handler")]
    private partial void LogHandlerFault(Exception fault, string name, Guid id, string tenant);

    /// <summary>Carries an outcome without success out of the unit, which rolls back.</summary>
    private sealed record HandlerFailed(DirectiveOutcome Outcome) : Error("The handler did not succeed.");
}
