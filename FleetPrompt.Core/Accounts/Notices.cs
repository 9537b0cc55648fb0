using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>A person's own notices in an organisation.</summary>
public sealed class Notices(IUnits units, TimeProvider time)
{
    /// <summary>Those not read yet, newest first.</summary>
    public Task<IReadOnlyList<Notification>> UnreadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Notification>>(
            operation,
            async unit => await Own(unit).AsNoTracking().Where(n => n.ReadAt == null).OrderByDescending(n => n.CreatedAt).Take(20).ToListAsync(cancel),
            cancel);

    /// <summary>Marks one's own notice as read; once is enough. Errors: <see cref="NotFound"/>.</summary>
    public Task<Result<bool>> ReadAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                var now = time.GetUtcNow();
                var own = Own(unit).Where(n => n.Id == id);
                return await own.ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, n => n.ReadAt ?? now), cancel) == 1 ? true : new NotFound();
            },
            cancel);

    private static IQueryable<Notification> Own(TenantUnit unit)
    {
        var person = unit.Operation.Actor.Id;
        return unit.Db.Notifications.Where(n => n.UserId == person);
    }
}

/// <summary>Welcomes who has joined; who has made the organisation is met by its first steps. The same joining welcomes once, however often it is told.</summary>
internal sealed class WelcomeHandler(TimeProvider time) : ISignalHandler
{
    internal static readonly SignalSubscription Subscription = new("org.member_welcome", OrgSignals.MemberJoined.Name);

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var (db, signal) = (run.Unit.Db, run.Signal);
        var person = signal.SubjectId;
        if (await db.Signals.AnyAsync(s => s.Id == signal.CausationId && s.Name == OrgSignals.Created.Name, cancel)) return;
        if (await db.Notifications.AnyAsync(n => n.UserId == person && n.Kind == NotificationKinds.Welcome && n.SignalId == signal.Id, cancel)) return;
        db.Notifications.Add(new Notification
        {
            UserId = person,
            Kind = NotificationKinds.Welcome,
            SubjectType = OrgSignals.Organization(run.Unit.Tenant.OrganizationId).Type,
            SubjectId = run.Unit.Tenant.OrganizationId,
            SignalId = signal.Id,
            CreatedAt = time.GetUtcNow(),
        });
    }
}
