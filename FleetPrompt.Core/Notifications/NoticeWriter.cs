using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Notifications;

/// <summary>
/// Tells people of a fact: those who are members, did not do it themselves, have not turned the kind off and do not ignore who did it. A person is told once of a signal, by the first kind that fits,
/// however often the signal is given.
/// </summary>
public sealed class NoticeWriter(SignalBus signals, DirectiveService directives, INoticeMail mail, IEnumerable<INoticeFilter> filters, TimeProvider time)
{
    /// <summary>What happens within this time goes out as one mail.</summary>
    public static readonly TimeSpan MailWindow = TimeSpan.FromMinutes(10);

    /// <param name="notices">Those that come first count.</param>
    public async Task WriteAsync(TenantUnit unit, Signal signal, IEnumerable<Notice> notices, bool external, CancellationToken cancel)
    {
        var wanted = notices.Where(n => n.UserId != n.ActorId).DistinctBy(n => n.UserId).ToList();
        wanted = await WelcomeAsync(unit, signal, wanted, cancel);
        if (wanted.Count == 0) return;
        var now = time.GetUtcNow();
        var (people, kinds) = (wanted.Select(n => n.UserId).ToList(), wanted.Select(n => n.Kind).Distinct().ToList());
        var preferences = await unit.Db.NotificationPreferences.Where(p => people.Contains(p.UserId) && kinds.Contains(p.Kind)).ToDictionaryAsync(p => (p.UserId, p.Kind), p => p.Delivery, cancel);
        var rows = wanted
            .Select(n => (Notice: n, Delivery: preferences.GetValueOrDefault((n.UserId, n.Kind)) ?? Delivery.Usual(n.Kind)))
            .Where(n => n.Delivery != Delivery.Off)
            .Select(n => new Notification
            {
                UserId = n.Notice.UserId,
                Kind = n.Notice.Kind,
                SubjectType = n.Notice.Subject.Type,
                SubjectId = n.Notice.Subject.Id,
                SignalId = signal.Id,
                ThreadId = n.Notice.ThreadId,
                Number = n.Notice.Number,
                ActorId = n.Notice.ActorId,
                Detail = n.Notice.Detail,
                ByMail = n.Delivery == Delivery.Mail && n.Notice.MayMail && external && mail.Enabled,
                CreatedAt = now,
            })
            .ToList();
        if (rows.Count == 0) return;
        unit.Db.Notifications.AddRange(rows);
        await unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(unit, NotificationSignals.Created, new Subject(signal.SubjectType, signal.SubjectId), new NoticesFact([.. rows.Select(r => r.UserId)]), new SignalOptions { Stream = NotificationSignals.Stream, CausationId = signal.Id }, cancel);
        await PostAsync(unit, [.. rows.Where(r => r.ByMail).Select(r => r.UserId)], now, cancel);
    }

    /// <summary>Takes back what was told of something, read or not. Returns how many notices that were.</summary>
    public static Task<int> TakeBackAsync(TenantUnit unit, string kind, Subject about, CancellationToken cancel) =>
        unit.Db.Notifications.Where(n => n.Kind == kind && n.SubjectType == about.Type && n.SubjectId == about.Id).ExecuteDeleteAsync(cancel);

    /// <summary>Those who are here, want to hear of the one who did it, and have not been told of this signal.</summary>
    private async Task<List<Notice>> WelcomeAsync(TenantUnit unit, Signal signal, List<Notice> wanted, CancellationToken cancel)
    {
        if (wanted.Count == 0) return wanted;
        var ids = wanted.Select(n => n.UserId).ToList();
        var told = await unit.Db.Notifications.Where(n => n.SignalId == signal.Id && ids.Contains(n.UserId)).Select(n => n.UserId).ToListAsync(cancel);
        var here = await unit.PeopleAsync(ids, cancel);
        wanted = [.. wanted.Where(n => !told.Contains(n.UserId) && here.GetValueOrDefault(n.UserId)?.Role is not null)];
        foreach (var filter in filters)
        {
            foreach (var byActor in wanted.GroupBy(n => n.ActorId).ToList())
            {
                var refused = await filter.RefusedAsync(unit, byActor.Key, [.. byActor.Select(n => n.UserId)], cancel);
                wanted.RemoveAll(n => n.ActorId == byActor.Key && refused.Contains(n.UserId));
            }
        }

        return wanted;
    }

    /// <summary>One mail a window and person: whoever asks again within it gets the same directive.</summary>
    private async Task PostAsync(TenantUnit unit, List<Guid> people, DateTimeOffset now, CancellationToken cancel)
    {
        if (people.Count == 0) return;
        var window = (now.UtcTicks / MailWindow.Ticks) + 1;
        var at = new DateTimeOffset(window * MailWindow.Ticks, TimeSpan.Zero);
        var requests = people.Select(user => new DirectiveRequest<SendNoticeMail>(
            new Subject("notification.mail", user), new SendNoticeMail(user), window.ToString(CultureInfo.InvariantCulture), NotificationSignals.Stream, at)).ToList();
        var asked = await directives.RequestAllAsync(unit, NotificationDirectives.SendMail, requests, cancel);
        if (!asked.IsOk) throw new InvalidOperationException(asked.Error!.Message);
    }
}

/// <summary>What somebody may be told.</summary>
public sealed record Notice(Guid UserId, string Kind, Subject Subject)
{
    public Guid? ThreadId { get; init; }

    public int? Number { get; init; }

    public Guid? ActorId { get; init; }

    public string? Detail { get; init; }

    /// <summary>False where the person follows the matter in the application only.</summary>
    public bool MayMail { get; init; } = true;
}
