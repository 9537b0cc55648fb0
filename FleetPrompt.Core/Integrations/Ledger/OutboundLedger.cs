using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Ledger;

/// <summary>
/// What may leave, once: whoever wants to send something asks here first, in a unit that is committed before anything is sent, and says afterwards how it went. What nobody could say is uncertain.
/// </summary>
public sealed class OutboundLedger(TimeProvider time)
{
    /// <summary>Takes the right to send, if nobody has it or had it. What has certainly failed can be sent again; what has been sent, or may have been, not.</summary>
    public async Task<SendRight> BeginAsync(TenantUnit unit, OutboundDraft draft, CancellationToken cancel)
    {
        await unit.LockAsync($"outbound:{draft.DedupeKey}", cancel);
        var now = time.GetUtcNow();
        // An execution says one thing, also where its key would be another by now.
        var has = await unit.Db.OutboundMessages.AsNoTracking()
            .Where(m => m.DedupeKey == draft.DedupeKey || (draft.ExecutionId != null && m.ExecutionId == draft.ExecutionId))
            .OrderBy(m => m.CreatedAt).FirstOrDefaultAsync(cancel);
        if (has is null)
        {
            var message = new OutboundMessage
            {
                Provider = draft.Provider,
                CredentialId = draft.CredentialId,
                ExecutionId = draft.ExecutionId,
                DirectiveId = draft.DirectiveId,
                Destination = draft.Destination,
                DedupeKey = draft.DedupeKey,
                Status = OutboundStatus.Sending,
                TextSha256 = draft.TextSha256,
                CreatedAt = now,
                SendingAt = now,
                UpdatedAt = now,
            };
            unit.Db.OutboundMessages.Add(message);
            await unit.Db.SaveChangesAsync(cancel);
            return new SendRight.Granted(message.Id, message.Attempt);
        }

        return has.Status switch
        {
            OutboundStatus.Failed or OutboundStatus.Pending => await AgainAsync(unit, has, has.Status, draft.DirectiveId, draft.TextSha256, cancel),
            OutboundStatus.Sent => new SendRight.Sent(has.Id),
            OutboundStatus.Uncertain => new SendRight.Undecided(has.Id),
            _ => new SendRight.InHand(has.Id),
        };
    }

    /// <summary>Takes the right to send what is uncertain, because a person has looked and says so.</summary>
    public async Task<SendRight> BeginAgainAsync(TenantUnit unit, Guid id, int attempt, Guid directiveId, CancellationToken cancel)
    {
        var has = await unit.Db.OutboundMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel);
        return has switch
        {
            null => new SendRight.Undecided(id),
            { Status: OutboundStatus.Failed } when has.Attempt == attempt + 1 && has.DirectiveId == directiveId => await AgainAsync(unit, has, OutboundStatus.Failed, directiveId, has.TextSha256, cancel), // a rerun
            { Status: OutboundStatus.Uncertain } when has.Attempt == attempt => await AgainAsync(unit, has, OutboundStatus.Uncertain, directiveId, has.TextSha256, cancel),
            { Status: OutboundStatus.Sent } => new SendRight.Sent(id),
            _ => new SendRight.InHand(id),
        };
    }

    /// <summary>Says how it went; false when somebody else has said so already.</summary>
    /// <param name="attempt">The one that was granted.</param>
    public async Task<bool> EndAsync(TenantUnit unit, Guid id, int attempt, OutboundEnd end, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (status, kind, message, http) = (end.Status, end.ErrorKind, end.Message, end.HttpStatus);
        var sentAt = end.Status == OutboundStatus.Sent ? now : (DateTimeOffset?)null;
        var moved = await unit.Db.OutboundMessages
            .Where(m => m.Id == id && m.Attempt == attempt && m.Status == OutboundStatus.Sending)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.Status, status).SetProperty(m => m.ErrorKind, kind).SetProperty(m => m.ErrorMessage, message).SetProperty(m => m.HttpStatus, http)
                    .SetProperty(m => m.SentAt, sentAt).SetProperty(m => m.UpdatedAt, now),
                cancel);
        if (moved == 0) return false;
        var credential = await unit.Db.OutboundMessages.Where(m => m.Id == id).Select(m => m.CredentialId).SingleAsync(cancel);
        await unit.Db.IntegrationCredentials
            .Where(c => c.Id == credential)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LastUsedAt, now).SetProperty(c => c.LastErrorKind, kind).SetProperty(c => c.LastErrorAt, c => kind == null ? c.LastErrorAt : now), cancel);
        return true;
    }

    /// <summary>What a directive had in hand when its runner was lost may have arrived. Returns what is uncertain from here on.</summary>
    public async Task<OutboundMessage?> LoseAsync(TenantUnit unit, Guid directiveId, CancellationToken cancel)
    {
        var has = await unit.Db.OutboundMessages.AsNoTracking().SingleOrDefaultAsync(m => m.DirectiveId == directiveId && m.Status == OutboundStatus.Sending, cancel);
        if (has is null) return null;
        return await EndAsync(unit, has.Id, has.Attempt, OutboundEnd.Lost, cancel) ? has : null;
    }

    /// <summary>A person has looked, and it is there. False when it is not uncertain any more.</summary>
    public async Task<bool> SettleAsync(TenantUnit unit, Guid id, int attempt, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return await unit.Db.OutboundMessages
            .Where(m => m.Id == id && m.Attempt == attempt && m.Status == OutboundStatus.Uncertain)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, OutboundStatus.Sent).SetProperty(m => m.SentAt, m => m.SendingAt).SetProperty(m => m.UpdatedAt, now), cancel) > 0;
    }

    private async Task<SendRight> AgainAsync(TenantUnit unit, OutboundMessage has, string from, Guid directiveId, string sha256, CancellationToken cancel)
    {
        var (now, next) = (time.GetUtcNow(), has.Attempt + 1);
        var moved = await unit.Db.OutboundMessages
            .Where(m => m.Id == has.Id && m.Attempt == has.Attempt && m.Status == from)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.Status, OutboundStatus.Sending).SetProperty(m => m.Attempt, next).SetProperty(m => m.DirectiveId, directiveId).SetProperty(m => m.TextSha256, sha256)
                    .SetProperty(m => m.ErrorKind, (string?)null).SetProperty(m => m.ErrorMessage, (string?)null).SetProperty(m => m.HttpStatus, (int?)null)
                    .SetProperty(m => m.SendingAt, now).SetProperty(m => m.UpdatedAt, now),
                cancel);
        return moved > 0 ? new SendRight.Granted(has.Id, next) : new SendRight.InHand(has.Id);
    }
}

/// <param name="DedupeKey">What makes two of them the same thing.</param>
/// <param name="Destination">Host and channel; nothing secret.</param>
public sealed record OutboundDraft(string Provider, string DedupeKey, Guid CredentialId, Guid? ExecutionId, Guid DirectiveId, string Destination, string TextSha256);

/// <summary>Whether something may be sent: a closed set.</summary>
public abstract record SendRight(Guid MessageId)
{
    /// <summary>Send it now, once, and say how it went.</summary>
    public sealed record Granted(Guid MessageId, int Attempt) : SendRight(MessageId);

    /// <summary>It has been sent.</summary>
    public sealed record Sent(Guid MessageId) : SendRight(MessageId);

    /// <summary>Somebody is sending it.</summary>
    public sealed record InHand(Guid MessageId) : SendRight(MessageId);

    /// <summary>It may have been sent: a person has to look.</summary>
    public sealed record Undecided(Guid MessageId) : SendRight(MessageId);
}

/// <summary>How a sending ended.</summary>
/// <param name="Status"><c>sent | failed | uncertain</c></param>
/// <param name="ErrorKind">One of <see cref="OutboundErrorKind"/>; null when it was sent.</param>
public sealed record OutboundEnd(string Status, string? ErrorKind = null, string? Message = null, int? HttpStatus = null)
{
    public static readonly OutboundEnd Lost = new(
        OutboundStatus.Uncertain, OutboundErrorKind.Unknown, "The process that was sending it ended before it could say how it went. Look in the channel whether the message is there, then decide.");
}
