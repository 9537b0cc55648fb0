using System.Net.Mail;
using System.Text;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Integrations.Ledger;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations.Mail;

/// <summary>
/// Sends a person one mail with all that waits for them. The right to send is taken, and the notifications are marked, in a unit that is committed before anything is sent: no notification goes out twice.
/// What has certainly not been taken waits for the next mail; what may have gone out does not.
/// </summary>
internal sealed class SendNoticeMailHandler(IUnits units, OutboundLedger ledger, SmtpSender sender, INoticePlaces places, UnsubscribeToken unsubscribe, SignalBus signals, IOptions<SmtpOptions> options, TimeProvider time)
    : IExternalDirectiveHandler<SendNoticeMail>, IDirectiveObserver<SendNoticeMail>
{
    private const string Provider = "smtp";

    public async Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, SendNoticeMail args, CancellationToken cancel)
    {
        var smtp = options.Value;
        if (!smtp.Enabled) return Nothing("not_configured");
        if (await AddressAsync(args.UserId, cancel) is not { } to) return Nothing("no_address");
        var prepared = await units.RunAsync<Prepared>(run.Operation, unit => PrepareAsync(unit, run.Directive, args.UserId, smtp, cancel), cancel);
        if (!prepared.IsOk) return prepared.Error is Conflict ? new DirectiveOutcome.Failed(OutboundStatus.Uncertain, prepared.Error.Message) : Nothing(prepared.Error is Throttled ? "limited" : "nothing_waits");
        var mail = prepared.Value;

        using var message = new MailMessage(new MailAddress(smtp.From!), new MailAddress(to)) { Subject = mail.Subject, SubjectEncoding = Encoding.UTF8, Body = mail.Body, BodyEncoding = Encoding.UTF8, IsBodyHtml = false };
        message.Headers.Add("List-Unsubscribe", $"<{mail.Unsubscribe.Replace("/unsubscribe?", "/unsubscribe/confirm?", StringComparison.Ordinal)}>");
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var end = await sender.SendAsync(message, cancel);
        if (end.Status == OutboundStatus.Sent)
        {
            return new DirectiveOutcome.Succeeded(new { message_id = mail.Right.MessageId, notifications = mail.Count }) { Record = (unit, stop) => EndAsync(unit, mail, args.UserId, end, stop) };
        }

        await units.RunAsync<bool>(run.Operation, async unit =>
        {
            await EndAsync(unit, mail, args.UserId, end, CancellationToken.None);
            return true;
        }, CancellationToken.None);
        return new DirectiveOutcome.Failed(end.Status == OutboundStatus.Uncertain ? OutboundStatus.Uncertain : end.ErrorKind!, end.Message!);
    }

    public Task BegunAsync(DirectiveRun run, SendNoticeMail args, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>What was in hand when its runner was lost may have gone out.</summary>
    public Task EndedAsync(DirectiveRun run, SendNoticeMail args, DirectiveOutcome outcome, CancellationToken cancel) => ledger.LoseAsync(run.Unit, run.Directive.Id, cancel);

    private static DirectiveOutcome.Succeeded Nothing(string why) => new(new { sent = false, why });

    private async Task<string?> AddressAsync(Guid user, CancellationToken cancel)
    {
        var address = await units.RunPlatformAsync<string>(async unit => await unit.Db.Users.Where(u => u.Id == user).Select(u => u.Email).SingleOrDefaultAsync(cancel) ?? "", cancel);
        return address.IsOk && MailAddress.TryCreate(address.Value, out var parsed) ? parsed.Address : null;
    }

    private async Task<Result<Prepared>> PrepareAsync(TenantUnit unit, Directive directive, Guid user, SmtpOptions smtp, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await unit.LockAsync($"notification.mail:{user}", cancel);
        if (await unit.RoleOfAsync(user, cancel) is null) return new NotFound();
        var own = unit.Db.Notifications.Where(n => n.UserId == user);
        var day = now.AddDays(-1);
        if (await own.Where(n => n.MailedAt > day).Select(n => n.MailedAt).Distinct().CountAsync(cancel) >= smtp.PerDay) return new Throttled("Enough mails for a day.", TimeSpan.FromHours(1));
        var waiting = await own.AsNoTracking().Where(n => n.ByMail && n.MailedAt == null && n.ReadAt == null).OrderByDescending(n => n.CreatedAt).Take(NoticeMailText.Most).ToListAsync(cancel);
        if (waiting.Count == 0) return new NotFound();

        var people = await unit.PeopleAsync([.. waiting.Select(n => n.ActorId).OfType<Guid>().Distinct()], cancel);
        var link = new Uri(smtp.Site!, $"/unsubscribe?t={Uri.EscapeDataString(unsubscribe.Seal(unit.Tenant.OrganizationId, user))}").AbsoluteUri;
        var (subject, body) = NoticeMailText.Of(await unit.OrganizationNameAsync(cancel), waiting, await places.OfAsync(unit, waiting, cancel), people, smtp.Site!, link);
        var right = await ledger.BeginAsync(unit, new OutboundDraft(Provider, $"{Provider}:{directive.Id}", Guid.Empty, null, directive.Id, smtp.Host!, DigestPosting.Sha256(body)), cancel);
        if (right is not SendRight.Granted granted) return right is SendRight.Sent ? new NotFound() : new Conflict("Nobody knows whether this mail went out. It is not sent again.");
        var ids = waiting.Select(n => n.Id).ToList();
        await own.Where(n => ids.Contains(n.Id)).ExecuteUpdateAsync(set => set.SetProperty(n => n.MailedAt, now), cancel);
        return new Prepared(granted, subject, body, link, ids);
    }

    private async Task EndAsync(TenantUnit unit, Prepared mail, Guid user, OutboundEnd end, CancellationToken cancel)
    {
        if (!await ledger.EndAsync(unit, mail.Right.MessageId, mail.Right.Attempt, end, cancel)) return;
        if (end.Status == OutboundStatus.Failed) await unit.Db.Notifications.Where(n => mail.Notices.Contains(n.Id)).ExecuteUpdateAsync(set => set.SetProperty(n => n.MailedAt, (DateTimeOffset?)null), cancel);
        await signals.EmitAsync(
            unit,
            end.Status == OutboundStatus.Sent ? NotificationSignals.Mailed : NotificationSignals.NotMailed,
            OutboundMessage.Subject(mail.Right.MessageId),
            new NoticeMailFact(user, mail.Count, end.Status, end.ErrorKind),
            new SignalOptions { Stream = NotificationSignals.Stream },
            cancel);
    }

    private sealed record Prepared(SendRight.Granted Right, string Subject, string Body, string Unsubscribe, IReadOnlyList<Guid> Notices)
    {
        public int Count => Notices.Count;
    }
}
