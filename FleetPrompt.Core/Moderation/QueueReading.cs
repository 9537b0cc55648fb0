using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>The queue as moderators see it: the most severe first, then what has waited longest. Nobody else sees anything.</summary>
public sealed class QueueReading(IUnits units, TimeProvider time)
{
    public const int PageSize = 50;
    private const int ExtractLength = 140;

    /// <summary>How many wait; null for who does not moderate.</summary>
    public Task<int?> WaitingAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<int?>(
            operation,
            async unit => await ModerationClaims.RefusalAsync(unit, cancel) is null ? await unit.Db.ModerationItems.CountAsync(i => i.Status != ItemStatus.Decided, cancel) : null,
            cancel);

    /// <summary>Errors: <see cref="Forbidden"/>.</summary>
    public Task<Result<QueuePage>> ReadAsync(OperationContext operation, QueueQuery query, CancellationToken cancel = default) =>
        units.ReadAsync<Result<QueuePage>>(
            operation,
            async unit =>
            {
                if (await ModerationClaims.RefusalAsync(unit, cancel) is { } refused) return refused;
                var db = unit.Db;
                var counts = await db.ModerationItems.Where(i => i.Status != ItemStatus.Decided).GroupBy(i => i.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
                var items = Filtered(db, query, operation.Actor.Id!.Value, time.GetUtcNow());
                var total = await items.CountAsync(cancel);
                var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
                var page = Math.Clamp(query.Page, 1, pages);
                items = query.Status == ItemStatus.Decided
                    ? items.OrderByDescending(i => i.DecidedAt).ThenBy(i => i.Id)
                    : items.OrderByDescending(i => i.Severity).ThenBy(i => i.FirstFlaggedAt).ThenBy(i => i.Id);
                var rows = await RowsAsync(unit, await items.Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancel), cancel);
                return new QueuePage(rows, total, page, pages, counts.Sum(c => c.Count), counts.Where(c => c.Key == ItemStatus.Escalated).Sum(c => c.Count));
            },
            cancel);

    private static IQueryable<ModerationItem> Filtered(TenantDb db, QueueQuery query, Guid reader, DateTimeOffset now)
    {
        var (posts, threads, flags) = (db.ForumPosts, db.ForumThreads, db.ModerationFlags);
        var items = db.ModerationItems.AsNoTracking();
        items = query.Status switch
        {
            ItemStatus.Decided => items.Where(i => i.Status == ItemStatus.Decided),
            ItemStatus.Escalated => items.Where(i => i.Status == ItemStatus.Escalated),
            _ => items.Where(i => i.Status != ItemStatus.Decided),
        };
        if (query.Severity is { } severity) items = items.Where(i => i.Severity == severity);
        if (query.Reason is { } reason) items = items.Where(i => flags.Any(f => f.ItemId == i.Id && f.Reason == reason));
        if (query.Origin is { } origin) items = items.Where(i => flags.Any(f => f.ItemId == i.Id && f.Origin == origin));
        if (query.Category is { } category) items = items.Where(i => posts.Any(p => p.Id == i.PostId && threads.Any(t => t.Id == p.ThreadId && t.CategoryId == category)));
        if (query.Mine) items = items.Where(i => i.DecidedByUserId == reader || (i.ClaimedByUserId == reader && i.ClaimedUntil > now));
        return items;
    }

    /// <summary>The rows of items, in their order, in a number of queries that does not grow with them.</summary>
    internal async Task<IReadOnlyList<QueueRow>> RowsAsync(TenantUnit unit, IReadOnlyList<ModerationItem> items, CancellationToken cancel)
    {
        if (items.Count == 0) return [];
        var db = unit.Db;
        var (ids, postIds, now) = (items.Select(i => i.Id).ToList(), items.Select(i => i.PostId).ToList(), time.GetUtcNow());
        var posts = await db.ForumPosts.AsNoTracking().Where(p => postIds.Contains(p.Id))
            .Join(db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { p, t })
            .Join(db.ForumCategories, x => x.t.CategoryId, c => c.Id, (x, c) => new { x.p.Id, x.p.Number, x.p.AuthorUserId, Html = x.p.ContentHtml.Substring(0, 2_000), x.t.Title, c.Name })
            .ToDictionaryAsync(p => p.Id, cancel);
        var flags = (await db.ModerationFlags.AsNoTracking().Where(f => f.ItemId != null && ids.Contains(f.ItemId.Value)).Select(f => new { f.ItemId, f.Reason, f.Weight }).ToListAsync(cancel)).ToLookup(f => f.ItemId!.Value);
        var people = await unit.PeopleAsync([.. posts.Values.Select(p => p.AuthorUserId).Concat(items.Select(i => i.ClaimedByUserId)).OfType<Guid>().Distinct()], cancel);
        return
        [
            .. items.Where(i => posts.ContainsKey(i.PostId)).Select(i =>
            {
                var post = posts[i.PostId];
                var claimed = i.Status != ItemStatus.Decided && i.ClaimedByUserId is not null && i.ClaimedUntil > now;
                return new QueueRow(
                    i.Id,
                    i.PostId,
                    claimed && i.Status == ItemStatus.Open ? ItemStatus.Claimed : i.Status,
                    i.Version,
                    i.Severity,
                    i.Score,
                    i.AutoHidden,
                    post.Title,
                    post.Name,
                    post.Number,
                    post.AuthorUserId is { } author ? PersonOf(people, author) : null,
                    Extract(post.Html),
                    [.. flags[i.Id].GroupBy(f => f.Reason).OrderByDescending(g => g.Sum(f => f.Weight)).Select(g => g.Key)],
                    flags[i.Id].Count(),
                    claimed ? PersonOf(people, i.ClaimedByUserId!.Value) : null,
                    i.Decision,
                    i.FirstFlaggedAt);
            }),
        ];
    }

    internal static Person PersonOf(IReadOnlyDictionary<Guid, Person> people, Guid id) => people.GetValueOrDefault(id) ?? new Person(id, "Former member", null);

    private static string Extract(string html)
    {
        var text = PlainText.FromHtml(html);
        return text.Length <= ExtractLength ? text : text[..(char.IsHighSurrogate(text[ExtractLength - 1]) ? ExtractLength - 1 : ExtractLength)] + "…";
    }
}
