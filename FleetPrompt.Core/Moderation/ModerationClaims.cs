using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>
/// Tells other moderators who is looking at an item, so that two do not do the same work. A claim ends by itself; it stops nobody from deciding: of two decisions the item's version lets one through.
/// </summary>
public sealed class ModerationClaims(IUnits units, SignalBus signals, TimeProvider time)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);

    /// <summary>Claims an item, or renews one's claim. Errors: <see cref="Forbidden"/>, <see cref="NotFound"/>, <see cref="Conflict"/> (decided, or somebody else's unless <paramref name="takeOver"/>).</summary>
    public Task<Result<DateTimeOffset>> ClaimAsync(OperationContext operation, Guid itemId, bool takeOver = false, CancellationToken cancel = default) =>
        units.RunAsync<DateTimeOffset>(
            operation,
            async unit =>
            {
                if (await RefusalAsync(unit, cancel) is { } refused) return refused;
                var (me, now) = (operation.Actor.Id!.Value, time.GetUtcNow());
                var until = now + Lasts;
                var item = await unit.Db.ModerationItems.AsNoTracking().SingleOrDefaultAsync(i => i.Id == itemId, cancel);
                if (item is null) return new NotFound();
                var claimed = await unit.Db.ModerationItems
                    .Where(i => i.Id == itemId && i.Status != ItemStatus.Decided && (takeOver || i.ClaimedByUserId == null || i.ClaimedByUserId == me || i.ClaimedUntil <= now))
                    .ExecuteUpdateAsync(set => set.SetProperty(i => i.ClaimedByUserId, me).SetProperty(i => i.ClaimedUntil, until), cancel);
                if (claimed == 0) return new Conflict(item.Status == ItemStatus.Decided ? "This was decided already." : "Somebody else is looking at it.");
                if (item.ClaimedByUserId != me || item.ClaimedUntil <= now) await TellAsync(unit, ModerationSignals.ItemClaimed, item, until, cancel);
                return until;
            },
            cancel);

    /// <summary>Lets go of one's own claim; nothing to do where there is none.</summary>
    public Task<Result<bool>> ReleaseAsync(OperationContext operation, Guid itemId, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                if (await RefusalAsync(unit, cancel) is { } refused) return refused;
                var me = operation.Actor.Id!.Value;
                var item = await unit.Db.ModerationItems.AsNoTracking().SingleOrDefaultAsync(i => i.Id == itemId, cancel);
                var released = await unit.Db.ModerationItems.Where(i => i.Id == itemId && i.ClaimedByUserId == me)
                    .ExecuteUpdateAsync(set => set.SetProperty(i => i.ClaimedByUserId, (Guid?)null).SetProperty(i => i.ClaimedUntil, (DateTimeOffset?)null), cancel);
                if (released == 1) await TellAsync(unit, ModerationSignals.ItemReleased, item!, null, cancel);
                return released == 1;
            },
            cancel);

    internal static async Task<Error?> RefusalAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } && OrgRole.IsAdministrator(await unit.RoleOfAsync(user, cancel))
            ? null
            : new Forbidden("Only an owner or an admin of this organisation can moderate.");

    private Task<Signal> TellAsync(TenantUnit unit, SignalType<ClaimFact> type, ModerationItem item, DateTimeOffset? until, CancellationToken cancel) =>
        signals.EmitAsync(
            unit,
            type,
            ModerationSignals.Item(item.Id),
            new ClaimFact(item.Id, item.PostId, until),
            new SignalOptions { Stream = ForumSubjects.Thread(item.ThreadId).Stream },
            cancel);
}
