using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>What an author is told of a decision.</summary>
/// <param name="Text">A moderator's warning; of other decisions the note stays among moderators.</param>
public sealed record DecisionNotice(Guid NoticeId, bool Undone, string Action, string? Text, DateTimeOffset? SilencedUntil, Guid ThreadId, string ThreadSlug, string ThreadTitle, int Number, DateTimeOffset At);

/// <summary>Notices of decisions in the words their author needs.</summary>
public sealed class AuthorNotices(IUnits units)
{
    /// <summary>Those of the reader that are not read yet, newest first.</summary>
    public Task<IReadOnlyList<DecisionNotice>> UnreadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<DecisionNotice>>(
            operation,
            async unit =>
            {
                var (db, reader) = (unit.Db, operation.Actor.Id);
                var type = ModerationSignals.Decision(Guid.Empty).Type;
                var (posts, threads) = (db.ForumPosts, db.ForumThreads);
                var found = await db.Notifications.AsNoTracking()
                    .Where(n => n.UserId == reader && n.ReadAt == null && n.SubjectType == type)
                    .Join(db.ModerationDecisions, n => n.SubjectId, d => d.Id, (n, d) => new { Notice = n, Decision = d })
                    .Join(posts, x => x.Decision.PostId, p => p.Id, (x, p) => new { x.Notice, x.Decision, p.Number, p.ThreadId })
                    .Join(threads, x => x.ThreadId, t => t.Id, (x, t) => new { x.Notice, x.Decision, x.Number, x.ThreadId, t.Slug, t.Title })
                    .OrderByDescending(x => x.Notice.CreatedAt).Take(10)
                    .ToListAsync(cancel);
                return
                [
                    .. found.Select(x => new DecisionNotice(
                        x.Notice.Id,
                        x.Notice.Kind == NotificationKinds.ModerationUndone,
                        x.Decision.Action,
                        x.Decision.Action == ModerationAction.Warn ? x.Decision.Note : null,
                        DecisionEffects.Of(x.Decision.Effects).Silence?.Until,
                        x.ThreadId,
                        x.Slug,
                        x.Title,
                        x.Number,
                        x.Notice.CreatedAt)),
                ];
            },
            cancel);
}
