using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Notifications;

/// <summary>A person's own notices in an organisation, and how they want to be told.</summary>
public sealed class Notices(IUnits units, SignalBus signals, TimeProvider time)
{
    /// <summary>Counting stops here.</summary>
    public const int MostCounted = 100;

    public const int PageSize = 50;

    /// <summary>Those not read yet, newest first.</summary>
    public Task<IReadOnlyList<Notification>> UnreadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Notification>>(
            operation,
            async unit => await Own(unit).AsNoTracking().Where(n => n.ReadAt == null).OrderByDescending(n => n.CreatedAt).Take(20).ToListAsync(cancel),
            cancel);

    /// <summary>How many are not read, up to <see cref="MostCounted"/>. None for who is not a member.</summary>
    public Task<int> CountAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit => await IsMemberAsync(unit, cancel) ? await Own(unit).Where(n => n.ReadAt == null && n.Kind != NotificationKinds.Welcome).Take(MostCounted).CountAsync(cancel) : 0,
            cancel);

    /// <summary>A page of them, newest first, with the names of who did it.</summary>
    /// <param name="before">Only older ones.</param>
    public Task<NoticeList> PageAsync(OperationContext operation, bool unreadOnly = false, DateTimeOffset? before = null, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (!await IsMemberAsync(unit, cancel)) return new NoticeList([], new Dictionary<Guid, Person>(), null);
                var own = Own(unit).AsNoTracking().Where(n => n.Kind != NotificationKinds.Welcome);
                if (unreadOnly) own = own.Where(n => n.ReadAt == null);
                if (before is { } at) own = own.Where(n => n.CreatedAt < at);
                var rows = await own.OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(PageSize + 1).ToListAsync(cancel);
                var people = await unit.PeopleAsync([.. rows.Select(n => n.ActorId).OfType<Guid>().Distinct()], cancel);
                return new NoticeList([.. rows.Take(PageSize)], people, rows.Count > PageSize ? rows[PageSize - 1].CreatedAt : null);
            },
            cancel);

    /// <summary>Marks one's own notice as read; once is enough. Errors: <see cref="NotFound"/>.</summary>
    public Task<Result<bool>> ReadAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit => await MarkAsync(unit, Own(unit).Where(n => n.Id == id), cancel) || await Own(unit).AnyAsync(n => n.Id == id, cancel) ? true : new NotFound(),
            cancel);

    /// <summary>Marks several, or all that there are, as read.</summary>
    public Task<Result<bool>> ReadAllAsync(OperationContext operation, IReadOnlyCollection<Guid>? ids = null, CancellationToken cancel = default) =>
        units.RunAsync<bool>(operation, async unit => await MarkAsync(unit, ids is null ? Own(unit).Where(n => n.Kind != NotificationKinds.Welcome) : Own(unit).Where(n => ids.Contains(n.Id)), cancel), cancel);

    /// <summary>The person has read a thread up to that post: what they were told of it up to there is read too.</summary>
    public Task<bool> ReadUpToAsync(TenantUnit unit, Guid thread, int number, CancellationToken cancel) => MarkAsync(unit, Own(unit).Where(n => n.ThreadId == thread && n.Number <= number), cancel);

    /// <summary>How the person is told of each kind they can choose about.</summary>
    public Task<IReadOnlyDictionary<string, string>> PreferencesAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyDictionary<string, string>>(
            operation,
            async unit =>
            {
                var person = unit.Operation.Actor.Id;
                var said = await unit.Db.NotificationPreferences.Where(p => p.UserId == person).ToDictionaryAsync(p => p.Kind, p => p.Delivery, cancel);
                return NotificationKinds.Chosen.ToDictionary(k => k, k => said.GetValueOrDefault(k, Delivery.Usual(k)));
            },
            cancel);

    /// <summary>Errors: <see cref="NotFound"/> (not a member), <see cref="Invalid"/> (no such kind or delivery).</summary>
    public Task<Result<bool>> ChooseAsync(OperationContext operation, IReadOnlyDictionary<string, string> choices, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                if (!await IsMemberAsync(unit, cancel)) return new NotFound();
                if (choices.Any(c => !NotificationKinds.Chosen.Contains(c.Key) || !Delivery.All.Contains(c.Value))) return new Invalid("delivery", "Choose one of in the application, e-mail and off for each kind.");
                await KeepAsync(unit, choices, cancel);
                return true;
            },
            cancel);

    /// <summary>No more e-mail: what went out by mail is told in the application only.</summary>
    public Task<Result<bool>> UnsubscribeAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                var person = unit.Operation.Actor.Id!.Value;
                var off = await unit.Db.NotificationPreferences.Where(p => p.UserId == person && p.Delivery == Delivery.Off).Select(p => p.Kind).ToListAsync(cancel);
                await KeepAsync(unit, NotificationKinds.Chosen.Except(off).ToDictionary(k => k, _ => Delivery.InApp), cancel);
                return true;
            },
            cancel);

    private static async Task KeepAsync(TenantUnit unit, IReadOnlyDictionary<string, string> choices, CancellationToken cancel)
    {
        var person = unit.Operation.Actor.Id!.Value;
        await unit.LockAsync($"notification.preferences:{person}", cancel);
        var said = await unit.Db.NotificationPreferences.Where(p => p.UserId == person).ToDictionaryAsync(p => p.Kind, cancel);
        foreach (var (kind, delivery) in choices)
        {
            if (said.TryGetValue(kind, out var row)) row.Delivery = delivery;
            else unit.Db.NotificationPreferences.Add(new NotificationPreference { UserId = person, Kind = kind, Delivery = delivery });
        }

        await unit.Db.SaveChangesAsync(cancel);
    }

    private async Task<bool> MarkAsync(TenantUnit unit, IQueryable<Notification> which, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await which.Where(n => n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancel) == 0) return false;
        var person = unit.Operation.Actor.Id!.Value;
        await signals.EmitAsync(unit, NotificationSignals.Read, new Subject("user", person), new NoticesFact([person]), new SignalOptions { Stream = NotificationSignals.Stream }, cancel);
        return true;
    }

    private static async Task<bool> IsMemberAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } person } && await unit.RoleOfAsync(person, cancel) is not null;

    private static IQueryable<Notification> Own(TenantUnit unit)
    {
        var person = unit.Operation.Actor.Id;
        return unit.Db.Notifications.Where(n => n.UserId == person);
    }
}

/// <param name="Older">Where the next page begins; null on the last.</param>
public sealed record NoticeList(IReadOnlyList<Notification> Notices, IReadOnlyDictionary<Guid, Person> People, DateTimeOffset? Older);
