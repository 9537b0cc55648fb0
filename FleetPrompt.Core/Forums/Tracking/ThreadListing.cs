using System.Globalization;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>
/// One page of threads as one person sees them, in a fixed number of statements. Each walks an index and stops: counts stop at a bound, numbered pages end after
/// <see cref="ThreadList.MostPages"/>, and what is behind them is read from where the last one ended.
/// </summary>
internal sealed class ThreadListing(TenantUnit unit, Guid me, int pageSize, DateTimeOffset now)
{
    private static readonly TimeSpan NewFor = TimeSpan.FromDays(14);

    private readonly IQueryable<ThreadUser> mine = unit.Db.ThreadUsers.Where(u => u.UserId == me);
    private readonly IQueryable<ThreadParticipant> written = unit.Db.ThreadParticipants.Where(p => p.UserId == me && p.Posts > 0);
    private readonly IQueryable<ForumPost> published = unit.Db.ForumPosts.Where(p => p.Status == PostStatus.Published);
    private DateTimeOffset newSince;

    /// <summary>Threads older than this are new to nobody, or were there before the person was.</summary>
    public static async Task<DateTimeOffset> NewSinceAsync(TenantUnit unit, Guid reader, DateTimeOffset now, CancellationToken cancel)
    {
        var joined = await unit.Db.ForumReaders.Where(r => r.UserId == reader).Select(r => (DateTimeOffset?)r.JoinedAt).SingleOrDefaultAsync(cancel);
        return joined > now - NewFor ? joined.Value : now - NewFor;
    }

    /// <summary>Null when there is no such category.</summary>
    public async Task<ThreadList?> ReadAsync(ThreadQuery query, CancellationToken cancel)
    {
        var category = query.CategorySlug is null
            ? null
            : await unit.Db.ForumCategories.AsNoTracking()
                .Where(c => c.Slug == query.CategorySlug)
                .Select(c => new CategoryView(c.Id, c.Slug, c.Name, c.Description, c.Status, 0, null) { Mode = c.Mode })
                .SingleOrDefaultAsync(cancel);
        if (query.CategorySlug is not null && category is null) return null;

        newSince = await NewSinceAsync(unit, me, now, cancel);
        var levels = await unit.Db.CategoryUsers.Where(u => u.UserId == me).ToDictionaryAsync(u => u.CategoryId, u => u.Level, cancel);
        var threads = unit.Db.ForumThreads.AsNoTracking();
        if (category is not null) threads = threads.Where(t => t.CategoryId == category.Id);
        if (query.Tag is { } tag) threads = threads.Where(t => t.Tags.Contains(tag));
        var muted = levels.Where(l => l.Value == WatchLevel.Muted && l.Key != category?.Id).Select(l => l.Key).ToList();
        var heard = Heard(threads, muted);

        var shown = Of(query.Tab, query.WithMuted || query.Tab is ThreadTab.Mine or ThreadTab.Solved or ThreadTab.Unanswered or ThreadTab.Top ? threads : heard);
        var (ids, page, pages, total, older) = query.Tab == ThreadTab.Top ? await TopAsync(shown, query, cancel) : await LatestAsync(shown, query, cancel);
        return new ThreadList(category, await RowsAsync(ids, levels, cancel), page, pages, total)
        {
            Older = older,
            Unread = await Of(ThreadTab.Unread, heard).Take(ThreadList.MostCounted).CountAsync(cancel),
            New = await Of(ThreadTab.New, heard).Take(ThreadList.MostCounted).CountAsync(cancel),
            Level = category is null ? WatchLevel.Normal : levels.GetValueOrDefault(category.Id, WatchLevel.Normal),
            HasMuted = muted.Count > 0 || await mine.AnyAsync(u => u.Level == WatchLevel.Muted, cancel),
        };
    }

    /// <summary>Without what the person has muted. A thread they follow stays, though its category is muted.</summary>
    private IQueryable<ForumThread> Heard(IQueryable<ForumThread> threads, List<Guid> muted)
    {
        threads = threads.Where(t => !mine.Any(u => u.ThreadId == t.Id && u.Level == WatchLevel.Muted));
        return muted.Count == 0
            ? threads
            : threads.Where(t => !muted.Contains(t.CategoryId) || mine.Any(u => u.ThreadId == t.Id && (u.Level == WatchLevel.Watching || u.Level == WatchLevel.Tracking)));
    }

    private IQueryable<ForumThread> Of(ThreadTab tab, IQueryable<ForumThread> threads) => tab switch
    {
        ThreadTab.Unread => threads.Where(t => mine.Any(u => u.ThreadId == t.Id && u.LastReadNumber > 0 && u.LastReadNumber < t.PostCount)),
        ThreadTab.New => threads.Where(t => t.CreatedAt > newSince && t.CreatedByUserId != me && !mine.Any(u => u.ThreadId == t.Id && u.LastReadAt != null)),
        ThreadTab.Unanswered => threads.Where(t => t.PostCount == 1 && t.Status == ThreadStatus.Open),
        ThreadTab.Solved => threads.Where(t => published.Any(p => p.Id == t.AcceptedPostId)),
        ThreadTab.Mine => threads.Where(t => written.Any(p => p.ThreadId == t.Id)),
        _ => threads,
    };

    private async Task<(List<Guid> Ids, int Page, int Pages, int Total, string? Older)> LatestAsync(IQueryable<ForumThread> shown, ThreadQuery query, CancellationToken cancel)
    {
        if (query.Before is { } before && Place.Parse(before) is { } place)
        {
            var (at, id) = (place.At, place.Id);
            var behind = await Ordered(shown.Where(t => t.LastActivityAt < at || (t.LastActivityAt == at && t.Id.CompareTo(id) < 0))).Take(pageSize + 1).ToListAsync(cancel);
            var last = ThreadList.MostPages;
            return ([.. behind.Take(pageSize).Select(p => p.Id)], last + 1, last, last * pageSize, behind.Count > pageSize ? behind[pageSize - 1].ToString() : null);
        }

        // Few are pinned; they stand above the first page and are not in the pages themselves.
        var pins = query.Tab == ThreadTab.Latest && query.Tag is null;
        List<Guid> pinned = [];
        if (pins)
        {
            if (query.Page <= 1) pinned = await shown.Where(t => t.PinnedAt != null).OrderByDescending(t => t.PinnedAt).ThenByDescending(t => t.Id).Take(pageSize).Select(t => t.Id).ToListAsync(cancel);
            shown = shown.Where(t => t.PinnedAt == null);
        }

        var most = ThreadList.MostPages * pageSize;
        var counted = await shown.Take(most + 1).CountAsync(cancel);
        var total = Math.Min(counted, most);
        var pages = (total + pageSize - 1) / pageSize;
        var page = Math.Clamp(query.Page, 1, Math.Max(1, pages));
        var ids = await Ordered(shown).Skip((page - 1) * pageSize).Take(pageSize).ToListAsync(cancel);
        return ([.. pinned, .. ids.Select(p => p.Id)], page, pages, total, counted > most && page == pages ? ids[^1].ToString() : null);
    }

    /// <summary>Those with most posts in the period; it ends where nobody looks any more.</summary>
    private async Task<(List<Guid> Ids, int Page, int Pages, int Total, string? Older)> TopAsync(IQueryable<ForumThread> shown, ThreadQuery query, CancellationToken cancel)
    {
        var since = now - query.Period switch { TopPeriod.Day => TimeSpan.FromDays(1), TopPeriod.Month => TimeSpan.FromDays(30), _ => TimeSpan.FromDays(7) };
        var posts = unit.Db.ForumPosts.Where(p => p.CreatedAt > since && p.Status == PostStatus.Published).GroupBy(p => p.ThreadId).Select(g => new { ThreadId = g.Key, Posts = g.Count() });
        var top = await shown.Join(posts, t => t.Id, p => p.ThreadId, (t, p) => new { t.Id, t.LastActivityAt, p.Posts })
            .OrderByDescending(t => t.Posts).ThenByDescending(t => t.LastActivityAt).ThenByDescending(t => t.Id)
            .Take(ThreadList.MostCounted).Select(t => t.Id).ToListAsync(cancel);
        var pages = (top.Count + pageSize - 1) / pageSize;
        var page = Math.Clamp(query.Page, 1, Math.Max(1, pages));
        return ([.. top.Skip((page - 1) * pageSize).Take(pageSize)], page, pages, top.Count, null);
    }

    private async Task<IReadOnlyList<ThreadSummary>> RowsAsync(List<Guid> ids, Dictionary<Guid, string> levels, CancellationToken cancel)
    {
        var rows = await (
            from t in unit.Db.ForumThreads.AsNoTracking()
            where ids.Contains(t.Id)
            join c in unit.Db.ForumCategories on t.CategoryId equals c.Id
            join u in mine on t.Id equals u.ThreadId into own
            from u in own.DefaultIfEmpty()
            select new { Thread = t, c.Name, c.Slug, Solved = published.Any(p => p.Id == t.AcceptedPostId), LastRead = (int?)u.LastReadNumber, u.LastReadAt, Level = (string?)u.Level, Chosen = (bool?)u.LevelChosen }).ToDictionaryAsync(r => r.Thread.Id, cancel);
        var meToo = await ForumReactions.MeTooAsync(unit, ids, cancel);
        var people = await unit.PeopleAsync([.. rows.Values.SelectMany(r => new[] { r.Thread.CreatedByUserId, r.Thread.LastPostUserId ?? r.Thread.CreatedByUserId }).Distinct()], cancel);
        return
        [
            .. ids.Where(rows.ContainsKey).Select(id => rows[id]).Select(r => new ThreadSummary(
                r.Thread.Id,
                r.Thread.Slug,
                r.Thread.Title,
                r.Thread.Status,
                r.Solved,
                r.Name,
                r.Slug,
                r.Thread.Tags,
                ForumReading.PersonOf(people, r.Thread.CreatedByUserId),
                ForumReading.PersonOf(people, r.Thread.LastPostUserId ?? r.Thread.CreatedByUserId),
                r.Thread.PostCount - 1,
                r.Thread.CreatedAt,
                r.Thread.LastActivityAt)
            {
                MeToo = meToo.GetValueOrDefault(r.Thread.Id),
                Pinned = r.Thread.PinnedAt is not null,
                LastRead = r.LastRead ?? 0,
                IsNew = r.LastReadAt is null && r.Thread.CreatedAt > newSince && r.Thread.CreatedByUserId != me,
                Level = WatchLevel.Of(r.Level, r.Chosen == true, levels.GetValueOrDefault(r.Thread.CategoryId)),
            }),
        ];
    }

    private static IQueryable<Place> Ordered(IQueryable<ForumThread> threads) =>
        threads.OrderByDescending(t => t.LastActivityAt).ThenByDescending(t => t.Id).Select(t => new Place(t.LastActivityAt, t.Id));

    /// <summary>A thread's place in the order of activity, as a page's address can say it.</summary>
    private sealed record Place(DateTimeOffset At, Guid Id)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks / TimeSpan.TicksPerMicrosecond}-{Id:N}");

        public static Place? Parse(string text) =>
            text.Split('-') is [var at, var id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros <= DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerMicrosecond
            && Guid.TryParseExact(id, "N", out var guid)
                ? new Place(new DateTimeOffset(micros * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), guid)
                : null;
    }
}
