using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>
/// What handlers have given up on, for owners and admins. A delivery that was given anew is not among them: its replay is, if that was parked too. A handler that is gone is made good
/// by any replay of the signal, since that goes to those that listen now.
/// </summary>
public sealed class ParkedDeliveries(IUnits units)
{
    public const int PageSize = 50;

    /// <summary>Further than this nobody counts.</summary>
    public const int MostCounted = 1_000;

    /// <summary>Those of the latest signals first. Errors: <see cref="Forbidden"/>.</summary>
    public Task<Result<ParkedPage>> ReadAsync(OperationContext operation, long? before = null, CancellationToken cancel = default) =>
        units.ReadAsync<Result<ParkedPage>>(
            operation,
            async unit =>
            {
                if (!OrgRole.IsAdministrator(await SignalReading.RoleAsync(unit, cancel))) return new Forbidden("Only an owner or an admin of this organisation can see parked deliveries.");
                var limit = before ?? long.MaxValue;
                var found = await Parked(unit.Db)
                    .Join(unit.Db.Signals, d => d.SignalId, s => s.Id, (d, s) => new { Delivery = d, s.Seq, s.Name })
                    .Where(p => p.Seq < limit)
                    .OrderByDescending(p => p.Seq).ThenBy(p => p.Delivery.Handler)
                    .Take(PageSize + 1)
                    .Select(p => new ParkedDelivery(p.Delivery.Id, p.Seq, p.Delivery.SignalId, p.Name, p.Delivery.Handler, p.Delivery.Attempt, p.Delivery.ReplayId, p.Delivery.FinishedAt ?? p.Delivery.CreatedAt, p.Delivery.ErrorKind, p.Delivery.ErrorMessage))
                    .ToListAsync(cancel);
                if (found.Count <= PageSize) return new ParkedPage(found, null);

                // A signal is on one page with all its handlers; one that would fill more than a page keeps to it.
                var whole = found.Where(p => p.Seq > found[^1].Seq).ToList();
                var shown = whole.Count > 0 ? whole : found;
                return new ParkedPage(shown, shown[^1].Seq);
            },
            cancel);

    /// <summary>How many, up to <see cref="MostCounted"/>; none for who may not see them.</summary>
    public Task<int> CountAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit => OrgRole.IsAdministrator(await SignalReading.RoleAsync(unit, cancel)) ? await Parked(unit.Db).OrderBy(d => d.CreatedAt).Take(MostCounted).CountAsync(cancel) : 0,
            cancel);

    private static IQueryable<SignalDelivery> Parked(TenantDb db)
    {
        var all = db.SignalDeliveries;
        return all.AsNoTracking().Where(d => d.Status == DeliveryStates.Parked
            && !all.Any(l => l.SignalId == d.SignalId && l.CreatedAt > d.CreatedAt && (l.Handler == d.Handler || d.ErrorKind == DeliveryErrors.HandlerMissing)));
    }
}

/// <param name="Seq">Of the signal.</param>
/// <param name="Name">Of the signal.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was given up.</param>
public sealed record ParkedDelivery(Guid Id, long Seq, Guid SignalId, string Name, string Handler, int Attempts, Guid? ReplayId, DateTimeOffset At, string? ErrorKind, string? ErrorMessage);

/// <param name="Older">What to read before for the next page; null on the last one.</param>
public sealed record ParkedPage(IReadOnlyList<ParkedDelivery> Deliveries, long? Older);
