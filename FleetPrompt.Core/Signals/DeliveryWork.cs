using System.Text.Json;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// Gives one signal to one handler: begin, handle, record. What the handler changes is in the unit that also marks the delivery as done, guarded by the fencing token.
/// A failure is tried again after a while, <see cref="Tries"/> times in all, then parked.
/// </summary>
internal sealed partial class DeliveryWork(
    IUnits units,
    IWorkQueue queue,
    SignalHandlers handlers,
    SignalBus signals,
    SignalTelemetry telemetry,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<DeliveryWork> log) : IWorkKind
{
    public const string Kind = "delivery";
    public const int Tries = 5;

    /// <summary>By when a handler should be done.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public string Name => Kind;

    public async Task PerformAsync(TenantRef tenant, IReadOnlyList<WorkItem> items)
    {
        foreach (var (work, stop) in items) await PerformAsync(tenant, work, stop.LeaseLost);
    }

    private async Task PerformAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel)
    {
        if (await BeginAsync(tenant, work, cancel) is not { } begun) return;
        using var span = telemetry.Deliver(tenant, begun.Delivery, begun.Signal, begun.Attempt);
        var failure = begun.Attempt > Tries ? RunnerLost : await HandleAsync(tenant, work, begun, cancel);
        if (failure is not null) await FailAsync(tenant, work, begun, failure, cancel);
        span.Ended(StateAfter(begun, failure), failure?.Kind);
    }

    /// <summary>Nobody cancels a delivery: it is a consequence of a fact.</summary>
    public Task AbandonAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel) => Task.CompletedTask;

    private static readonly Failure RunnerLost = new(DeliveryErrors.RunnerLost, "The process that ran the handler ended before it could say how it went, each time it was tried.");

    /// <summary>Moves the delivery to running under this token, or takes it over from a runner that was lost. Null where there is nothing to do.</summary>
    private async Task<Begun?> BeginAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel) =>
        (await units.RunAsync<Begun?>(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            async unit =>
            {
                var deliveries = unit.Db.SignalDeliveries;
                var delivery = await deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == work.WorkId, cancel);
                var signal = delivery is null ? null : await unit.Db.Signals.AsNoTracking().SingleOrDefaultAsync(s => s.Id == delivery.SignalId, cancel);
                if (signal is null || delivery!.Status is DeliveryStates.Done or DeliveryStates.Parked)
                {
                    await queue.FinishAsync(unit, [work], cancel);
                    return (Begun?)null;
                }

                if (!await queue.BeginAsync(unit, work.WorkId, work.Token, Deadline, cancel)) throw new LeaseLostException(work);
                var now = time.GetUtcNow();
                var moved = await deliveries.Where(d => d.Id == delivery.Id && d.Status == delivery.Status && d.Attempt == delivery.Attempt)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(d => d.Status, DeliveryStates.Running)
                            .SetProperty(d => d.Attempt, delivery.Attempt + 1)
                            .SetProperty(d => d.Token, work.Token)
                            .SetProperty(d => d.StartedAt, now)
                            .SetProperty(d => d.NextTryAt, (DateTimeOffset?)null),
                        cancel);
                return moved == 1 ? new Begun(delivery, signal, delivery.Attempt + 1) : throw new LeaseLostException(work);
            },
            cancel)).Value;

    /// <summary>Null when the handler has done its part.</summary>
    private async Task<Failure?> HandleAsync(TenantRef tenant, ClaimedWork work, Begun begun, CancellationToken cancel)
    {
        var (delivery, signal, _) = begun;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (handlers.Find(delivery.Handler, scope.ServiceProvider) is not { } handler)
                return new Failure(DeliveryErrors.HandlerMissing, $"There is no handler '{delivery.Handler}' any more.");
            await units.RunAsync<bool>(
                CausedBy(signal, tenant),
                async unit =>
                {
                    await handler.HandleAsync(new SignalRun(unit, signal, delivery.ReplayId, delivery.ExternalEffects), cancel);
                    await unit.Db.SaveChangesAsync(cancel);
                    await FinishAsync(unit, work, cancel);
                    telemetry.Delivered(unit, delivery.Handler, DeliveryStates.Done);
                    return true;
                },
                cancel);
            return null;
        }
        catch (Exception fault) when (fault is not LeaseLostException && !cancel.IsCancellationRequested)
        {
            LogHandlerFault(fault, delivery.Handler, signal.Id, tenant.Slug, begun.Attempt);
            return new Failure(DeliveryErrors.Handler, RedactionGuard.RedactText(fault.Message), fault.ToString());
        }
    }

    private async Task FinishAsync(TenantUnit unit, ClaimedWork work, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var done = await Held(unit, work).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.Status, DeliveryStates.Done)
                .SetProperty(d => d.FinishedAt, now)
                .SetProperty(d => d.ErrorKind, (string?)null)
                .SetProperty(d => d.ErrorMessage, (string?)null)
                .SetProperty(d => d.ErrorDetails, (JsonDocument?)null),
            cancel);
        if (done == 0 || !await queue.FinishAsync(unit, [work], cancel)) throw new LeaseLostException(work);
    }

    private async Task FailAsync(TenantRef tenant, ClaimedWork work, Begun begun, Failure failure, CancellationToken cancel)
    {
        var parks = StateAfter(begun, failure) == DeliveryStates.Parked;
        var wait = Backoff.After(begun.Attempt, work.WorkId);
        await units.RunAsync<bool>(
            CausedBy(begun.Signal, tenant),
            async unit =>
            {
                var now = time.GetUtcNow();
                var details = failure.Details is { } text ? JsonSerializer.SerializeToDocument(new { text = RedactionGuard.RedactText(text) }, SignalJson.Options) : null;
                var moved = await Held(unit, work).ExecuteUpdateAsync(
                    set => set.SetProperty(d => d.Status, parks ? DeliveryStates.Parked : DeliveryStates.Pending)
                        .SetProperty(d => d.FinishedAt, parks ? now : null)
                        .SetProperty(d => d.NextTryAt, parks ? null : now + wait)
                        .SetProperty(d => d.ErrorKind, failure.Kind)
                        .SetProperty(d => d.ErrorMessage, failure.Message)
                        .SetProperty(d => d.ErrorDetails, details),
                    cancel);
                var off = parks
                    ? await queue.FinishAsync(unit, [work], cancel)
                    : await queue.RequeueAsync(unit, work.WorkId, work.Token, wait, cancel);
                if (moved == 0 || !off) throw new LeaseLostException(work);
                if (parks) await TellParkedAsync(unit, begun, failure, cancel);
                telemetry.Delivered(unit, begun.Delivery.Handler, StateAfter(begun, failure));
                return true;
            },
            cancel);
    }

    private static string StateAfter(Begun begun, Failure? failure) =>
        failure is null ? DeliveryStates.Done : begun.Attempt >= Tries || failure.Kind == DeliveryErrors.HandlerMissing ? DeliveryStates.Parked : DeliveryStates.Pending;

    private Task<Signal> TellParkedAsync(TenantUnit unit, Begun begun, Failure failure, CancellationToken cancel)
    {
        var (delivery, signal, attempt) = begun;
        return signals.EmitAsync(
            unit,
            DeliverySignals.Parked,
            new Subject("signal", signal.Id),
            new ParkedFact(delivery.Id, signal.Id, delivery.Handler, delivery.ReplayId, Math.Min(attempt, Tries), failure.Kind),
            new SignalOptions { Stream = signal.Stream },
            cancel);
    }

    private static IQueryable<SignalDelivery> Held(TenantUnit unit, ClaimedWork work) =>
        unit.Db.SignalDeliveries.Where(d => d.Id == work.WorkId && d.Token == work.Token && d.Status == DeliveryStates.Running);

    private static OperationContext CausedBy(Signal signal, TenantRef tenant) => new(tenant, Actor.System, Sources.Job, null, signal.CorrelationId, signal.Id);

    [LoggerMessage(LogLevel.Error, "Handler {Handler} failed on signal {SignalId} of {Tenant}, try {Attempt}")]
    private partial void LogHandlerFault(Exception fault, string handler, Guid signalId, string tenant, int attempt);

    private sealed record Begun(SignalDelivery Delivery, Signal Signal, int Attempt);

    private sealed record Failure(string Kind, string Message, string? Details = null);
}
