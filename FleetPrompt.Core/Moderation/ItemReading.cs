using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>One item with its post among its neighbours, the flags, what was decided before, and what is known of the author.</summary>
public sealed class ItemReading(IUnits units, QueueReading queue, TimeProvider time)
{
    private const int Neighbours = 2;
    private const int MostHistory = 10;

    /// <summary>Null when there is none, or the reader does not moderate.</summary>
    public Task<ItemView?> ReadAsync(OperationContext operation, Guid itemId, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await ModerationClaims.RefusalAsync(unit, cancel) is not null) return null;
                var db = unit.Db;
                var item = await db.ModerationItems.AsNoTracking().SingleOrDefaultAsync(i => i.Id == itemId, cancel);
                if (item is null) return null;
                var post = await db.ForumPosts.AsNoTracking().SingleAsync(p => p.Id == item.PostId, cancel);
                var thread = await db.ForumThreads.AsNoTracking().SingleAsync(t => t.Id == post.ThreadId, cancel);
                var context = await db.ForumPosts.AsNoTracking()
                    .Where(p => p.ThreadId == post.ThreadId && p.Number >= post.Number - Neighbours && p.Number <= post.Number + Neighbours)
                    .OrderBy(p => p.Number).ToListAsync(cancel);
                var flags = await db.ModerationFlags.AsNoTracking().Where(f => f.ItemId == itemId).OrderByDescending(f => f.Weight).ThenBy(f => f.CreatedAt).ToListAsync(cancel);
                var decisions = await db.ModerationDecisions.AsNoTracking().Where(d => d.ItemId == itemId).OrderByDescending(d => d.CreatedAt).ToListAsync(cancel);
                var people = await unit.PeopleAsync(
                    [.. context.Select(p => p.AuthorUserId).Concat(flags.Select(f => f.FlaggerUserId)).Concat(decisions.SelectMany(d => new[] { d.DecidedByUserId, d.UndoneByUserId })).OfType<Guid>().Distinct()],
                    cancel);
                var row = (await queue.RowsAsync(unit, [item], cancel))[0];
                var newest = decisions.FirstOrDefault(d => d.UndoneAt is null)?.Id;
                return new ItemView(
                    row,
                    thread.Id,
                    thread.Slug,
                    thread.Status,
                    thread.CategoryId,
                    post.AuthorUserId,
                    row.ClaimedBy is null ? null : item.ClaimedUntil,
                    [.. context.Select(p => new ContextPost(p.Id, p.Number, p.Id == post.Id, Find(people, p.AuthorUserId), p.Status, p.ContentHtml, p.Status == PostStatus.Published ? null : p.ModerationReason, p.CreatedAt))],
                    [.. flags.Select(f => new FlagView(f.Id, f.Origin, Find(people, f.FlaggerUserId), f.Rule, f.Confidence, f.Reason, f.Notes, f.Weight, f.Status, f.CreatedAt))],
                    [
                        .. decisions.Select(d => new DecisionView(
                            d.Id,
                            d.Action,
                            QueueReading.PersonOf(people, d.DecidedByUserId),
                            d.Note,
                            d.CreatedAt,
                            Find(people, d.UndoneByUserId),
                            d.UndoneAt,
                            d.Id == newest,
                            DecisionEffects.Of(d.Effects).Silence?.Until)),
                    ],
                    post.AuthorUserId is { } author ? await AuthorAsync(unit, author, itemId, cancel) : null);
            },
            cancel);

    private async Task<AuthorView> AuthorAsync(TenantUnit unit, Guid author, Guid itemId, CancellationToken cancel)
    {
        var db = unit.Db;
        var standing = await Standing.OfAsync(unit, author, time.GetUtcNow(), cancel);
        var posts = await db.ForumPosts.Where(p => p.AuthorUserId == author).GroupBy(p => p.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var about = await db.ModerationFlags.Where(f => db.Set<ForumPost>().Any(p => p.Id == f.PostId && p.AuthorUserId == author)).GroupBy(f => f.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var past = await db.Set<ModerationDecision>().AsNoTracking()
            .Where(d => d.ItemId != itemId && d.UndoneAt == null)
            .Join(db.Set<ForumPost>().Where(p => p.AuthorUserId == author), d => d.PostId, p => p.Id, (d, p) => new { Decision = d, p.Number, p.ThreadId })
            .Join(db.Set<ForumThread>(), x => x.ThreadId, t => t.Id, (x, t) => new { x.Decision.ItemId, x.Decision.Action, x.Decision.DecidedByUserId, x.Decision.CreatedAt, x.Number, t.Title })
            .OrderByDescending(x => x.CreatedAt).Take(MostHistory)
            .ToListAsync(cancel);
        var notes = await db.Set<AuthorNote>().AsNoTracking().Where(n => n.UserId == author).OrderByDescending(n => n.CreatedAt).Take(MostHistory).ToListAsync(cancel);
        var people = await unit.PeopleAsync([.. past.Select(p => p.DecidedByUserId).Concat(notes.Select(n => n.WrittenByUserId)).Append(author).Distinct()], cancel);
        return new AuthorView(
            QueueReading.PersonOf(people, author),
            standing.Trust,
            standing.JoinedAt,
            standing.SilencedUntil,
            posts.Sum(p => p.Count),
            posts.Where(p => p.Key != PostStatus.Published).Sum(p => p.Count),
            about.Where(f => f.Key == FlagStatus.ActionTaken).Sum(f => f.Count),
            about.Where(f => f.Key is FlagStatus.Dismissed or FlagStatus.Reviewed).Sum(f => f.Count),
            [.. past.Select(p => new PastItem(p.ItemId, p.Title, p.Number, p.Action, QueueReading.PersonOf(people, p.DecidedByUserId), p.CreatedAt))],
            [.. notes.Select(n => new NoteView(n.Id, QueueReading.PersonOf(people, n.WrittenByUserId), n.Text, n.CreatedAt))]);
    }

    private static Person? Find(IReadOnlyDictionary<Guid, Person> people, Guid? id) => id is { } known ? QueueReading.PersonOf(people, known) : null;
}
