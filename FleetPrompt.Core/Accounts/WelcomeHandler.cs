using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

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
