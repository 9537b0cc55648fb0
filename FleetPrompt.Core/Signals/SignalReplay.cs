using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// Gives facts of the past to the handlers that listen now. Handlers are idempotent, so a replay mends what has drifted and otherwise changes nothing.
/// For owners and admins; <see cref="TryAsync"/> shows beforehand what would happen.
/// </summary>
public sealed class SignalReplay(IUnits units, IDeliveryLog deliveries, SignalBus signals, SignalHandlers handlers, DryRunner dryRunner)
{
    /// <summary>Signals in one replay.</summary>
    public const int Most = 10_000;

    /// <summary>Deliveries of one replay that become ready each second.</summary>
    public const int PerSecond = 200;

    private const int IdsTold = 100;

    internal const string TooMany = "A replay takes at most 10,000 signals. Narrow it by name or time.";

    /// <summary>Puts the deliveries in line, paced, behind everything that happens now. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>, <see cref="NotFound"/>.</summary>
    public Task<Result<ReplayReceipt>> RequestAsync(OperationContext operation, ReplayRequest request, CancellationToken cancel = default) =>
        units.RunAsync<ReplayReceipt>(
            operation,
            async unit =>
            {
                var chosen = await ChooseAsync(unit, request, cancel);
                if (!chosen.IsOk) return chosen.Error!;
                var id = Guid.CreateVersion7();
                var due = chosen.Value
                    .SelectMany(s => handlers.Of(s.Name).Select(h => (s.Id, h.Name)))
                    .Select((d, n) => new NewDelivery(d.Id, d.Name, id, request.ExternalEffects, TimeSpan.FromSeconds(n / PerSecond)))
                    .ToList();
                if (due.Count == 0) return new Invalid("name", "Nothing listens to these signals, so a replay would do nothing.");
                var queued = await deliveries.AddAsync(unit, due, cancel);
                var replayed = due.Select(d => d.SignalId).Distinct().ToList();
                await signals.EmitAsync(
                    unit,
                    DeliverySignals.ReplayRequested,
                    new Subject("signal.replay", id),
                    new ReplayFact(id, [.. replayed.Take(IdsTold)], replayed.Count, queued, request.ExternalEffects),
                    cancel: cancel);
                return new ReplayReceipt(id, replayed.Count, queued);
            },
            cancel);

    /// <summary>Runs the handlers and takes back everything they did. Errors as <see cref="RequestAsync"/>.</summary>
    public async Task<Result<DryRun>> TryAsync(OperationContext operation, ReplayRequest request, CancellationToken cancel = default)
    {
        var chosen = await units.ReadAsync(operation, unit => ChooseAsync(unit, request, cancel), cancel);
        return chosen.IsOk ? await dryRunner.RunAsync(operation.Tenant, chosen.Value, cancel) : chosen.Error!;
    }

    /// <summary>The signals meant, in the order they were recorded.</summary>
    private static async Task<Result<IReadOnlyList<Chosen>>> ChooseAsync(TenantUnit unit, ReplayRequest request, CancellationToken cancel)
    {
        if (!await MayAsync(unit, cancel)) return new Forbidden("Only an owner or an admin of this organisation can replay signals.");
        var problems = request.Problems().ToList();
        if (problems.Count > 0) return new Invalid(problems);
        var newest = await Fitting(unit.Db, request).OrderByDescending(s => s.Seq).Take(request.Recent ?? Most + 1).Select(s => new Chosen(s.Id, s.Name)).ToListAsync(cancel);
        if (newest.Count > Most) return new Invalid("ids", TooMany);
        if (request.Ids is { } ids && newest.Count < ids.Distinct().Count()) return new NotFound("Some of these signals do not exist in this organisation. Nothing was replayed.");
        if (newest.Count == 0) return new NotFound("No signal fits. Nothing was replayed.");
        newest.Reverse();
        return newest;
    }

    private static IQueryable<Signal> Fitting(TenantDb db, ReplayRequest request)
    {
        var fitting = db.Signals.AsNoTracking();
        if (request.Ids is { } ids) return fitting.Where(s => ids.Contains(s.Id));
        if (request.Name is { } name) fitting = fitting.Where(s => s.Name.StartsWith(name));
        if (request.From is { } from) fitting = fitting.Where(s => s.RecordedAt >= from.ToUniversalTime());
        if (request.To is { } to) fitting = fitting.Where(s => s.RecordedAt < to.ToUniversalTime());
        return fitting;
    }

    /// <summary>Owners, admins, and who holds the machine.</summary>
    private static async Task<bool> MayAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation switch
        {
            { Actor: { Type: Actor.UserType, Id: { } user } } => OrgRole.IsAdministrator(await unit.RoleOfAsync(user, cancel)),
            { Actor.Type: Actor.SystemType, Source: Sources.Cli } => true,
            _ => false,
        };
}

/// <summary>A signal to be replayed.</summary>
internal sealed record Chosen(Guid Id, string Name);
