using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Forums;

/// <summary>Forum pages as the reader may see them: what was hidden or deleted leaves here only for moderators, and nothing for who is not a member.</summary>
public sealed class ForumReading(IUnits units, IOptions<ForumsOptions> options)
{
    public int PageSize => options.Value.PageSize;

    public Task<IReadOnlyList<CategoryView>> CategoriesAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<CategoryView>>(
            operation,
            async unit =>
            {
                if (await RoleAsync(unit, cancel) is null) return [];
                var threads = unit.Db.ForumThreads;
                return await unit.Db.ForumCategories.AsNoTracking()
                    .OrderBy(c => c.Status).ThenBy(c => c.Name).ThenBy(c => c.Id)
                    .Select(c => new CategoryView(
                        c.Id,
                        c.Slug,
                        c.Name,
                        c.Description,
                        c.Status,
                        threads.Count(t => t.CategoryId == c.Id),
                        threads.Where(t => t.CategoryId == c.Id).Max(t => (DateTimeOffset?)t.LastActivityAt)) { Mode = c.Mode })
                    .ToListAsync(cancel);
            },
            cancel);

    /// <summary>Threads by last activity, newest first. Null when the category does not exist or the reader is not a member.</summary>
    public Task<ThreadList?> ThreadsAsync(OperationContext operation, ThreadQuery query, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await RoleAsync(unit, cancel) is null) return null;
                var categories = unit.Db.ForumCategories;
                var category = query.CategorySlug is null
                    ? null
                    : await categories.AsNoTracking()
                        .Where(c => c.Slug == query.CategorySlug)
                        .Select(c => new CategoryView(c.Id, c.Slug, c.Name, c.Description, c.Status, 0, null) { Mode = c.Mode })
                        .SingleOrDefaultAsync(cancel);
                if (query.CategorySlug is not null && category is null) return null;

                var posts = unit.Db.ForumPosts;
                var threads = unit.Db.ForumThreads.AsNoTracking();
                if (category is not null) threads = threads.Where(t => t.CategoryId == category.Id);
                if (query.Tag is { } tag) threads = threads.Where(t => t.Tags.Contains(tag));
                threads = query.Tab switch
                {
                    ThreadTab.Unanswered => threads.Where(t => t.PostCount == 1 && t.Status == ThreadStatus.Open),
                    ThreadTab.Solved => threads.Where(t => posts.Any(p => p.Id == t.AcceptedPostId && p.Status == PostStatus.Published)),
                    _ => threads,
                };
                var total = await threads.CountAsync(cancel);
                var page = Math.Clamp(query.Page, 1, Math.Max(1, Pages(total)));
                var rows = await threads
                    .OrderByDescending(t => t.LastActivityAt).ThenByDescending(t => t.Id)
                    .Skip((page - 1) * PageSize).Take(PageSize)
                    .Join(categories, t => t.CategoryId, c => c.Id, (t, c) => new { Thread = t, c.Name, c.Slug, Solved = posts.Any(p => p.Id == t.AcceptedPostId && p.Status == PostStatus.Published) })
                    .OrderByDescending(x => x.Thread.LastActivityAt).ThenByDescending(x => x.Thread.Id)
                    .ToListAsync(cancel);
                var meToo = await ForumReactions.MeTooAsync(unit, [.. rows.Select(r => r.Thread.Id)], cancel);
                var people = await unit.PeopleAsync(
                    [.. rows.SelectMany(r => new[] { r.Thread.CreatedByUserId, r.Thread.LastPostUserId ?? r.Thread.CreatedByUserId }).Distinct()],
                    cancel);
                return new ThreadList(
                    category,
                    [.. rows.Select(r => new ThreadSummary(
                        r.Thread.Id,
                        r.Thread.Slug,
                        r.Thread.Title,
                        r.Thread.Status,
                        r.Solved,
                        r.Name,
                        r.Slug,
                        r.Thread.Tags,
                        PersonOf(people, r.Thread.CreatedByUserId),
                        PersonOf(people, r.Thread.LastPostUserId ?? r.Thread.CreatedByUserId),
                        r.Thread.PostCount - 1,
                        r.Thread.CreatedAt,
                        r.Thread.LastActivityAt) { MeToo = meToo.GetValueOrDefault(r.Thread.Id) })],
                    page,
                    Pages(total),
                    total);
            },
            cancel);

    /// <summary>The head of a thread; null when this organisation has none of that id or the reader is not a member.</summary>
    public Task<ThreadView?> ThreadAsync(OperationContext operation, Guid threadId, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await RoleAsync(unit, cancel) is null) return null;
                var found = await unit.Db.ForumThreads.AsNoTracking()
                    .Where(t => t.Id == threadId)
                    .Join(unit.Db.ForumCategories, t => t.CategoryId, c => c.Id, (t, c) => new { Thread = t, c.Name, c.Slug, c.Mode })
                    .SingleOrDefaultAsync(cancel);
                if (found is null) return null;
                var thread = found.Thread;
                var accepted = thread.AcceptedPostId is { } postId
                    ? await unit.Db.ForumPosts.Where(p => p.Id == postId && p.Status == PostStatus.Published).Select(p => (int?)p.Number).SingleOrDefaultAsync(cancel)
                    : null;
                var authors = await unit.Db.ForumPosts.Where(p => p.ThreadId == threadId && p.AuthorUserId != null && p.Status == PostStatus.Published)
                    .GroupBy(p => p.AuthorUserId!.Value)
                    .Select(g => new { Author = g.Key, Posts = g.Count() })
                    .OrderByDescending(a => a.Posts).ThenBy(a => a.Author).Take(12)
                    .ToListAsync(cancel);
                var people = await unit.PeopleAsync(
                    [.. authors.Select(a => a.Author).Append(thread.CreatedByUserId).Concat(thread.ModeratedByUserId is { } m ? [m] : []).Distinct()],
                    cancel);
                return new ThreadView(
                    thread.Id,
                    thread.Slug,
                    thread.Title,
                    thread.Status,
                    thread.Version,
                    found.Name,
                    found.Slug,
                    thread.Tags,
                    PersonOf(people, thread.CreatedByUserId),
                    thread.CreatedAt,
                    thread.PostCount,
                    Pages(thread.PostCount),
                    accepted,
                    ModerationOf(people, thread.ModeratedByUserId, thread.ModerationReason, thread.ModeratedAt),
                    [.. authors.Select(a => new Participant(PersonOf(people, a.Author), a.Posts))])
                {
                    IsQuestion = found.Mode == CategoryMode.Question,
                };
            },
            cancel);

    /// <summary>The posts numbered <paramref name="from"/> to <paramref name="to"/>, in order. The text of hidden and deleted posts is left out unless the reader moderates.</summary>
    public Task<IReadOnlyList<PostView>> PostsAsync(OperationContext operation, Guid threadId, int from, int to, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<PostView>>(
            operation,
            async unit =>
            {
                var role = await RoleAsync(unit, cancel);
                if (role is null) return [];
                var moderates = OrgRole.IsAdministrator(role);
                var answered = unit.Db.ForumPosts;
                var posts = await unit.Db.ForumPosts.AsNoTracking()
                    .Where(p => p.ThreadId == threadId && p.Number >= from && p.Number <= to)
                    .OrderBy(p => p.Number)
                    .Select(p => new
                    {
                        p.Id,
                        p.Number,
                        p.Status,
                        p.Role,
                        p.Version,
                        p.AuthorUserId,
                        Html = moderates || p.Status == PostStatus.Published ? p.ContentHtml : null,
                        p.ModeratedByUserId,
                        Reason = moderates ? p.ModerationReason : null,
                        p.ModeratedAt,
                        p.CreatedAt,
                        p.EditedAt,
                        ReplyTo = answered.Where(a => a.Id == p.ReplyToPostId && a.ThreadId == p.ThreadId).Select(a => (int?)a.Number).FirstOrDefault(),
                    })
                    .ToListAsync(cancel);
                var reactions = await ForumReactions.OfAsync(unit, [.. posts.Select(p => p.Id)], cancel);
                var people = await unit.PeopleAsync([.. posts.SelectMany(p => new[] { p.AuthorUserId, p.ModeratedByUserId }).OfType<Guid>().Distinct()], cancel);
                return
                [
                    .. posts.Select(p => new PostView(
                        p.Id,
                        p.Number,
                        p.Status,
                        p.Role,
                        p.Version,
                        p.AuthorUserId is { } author ? PersonOf(people, author) : null,
                        p.Html,
                        moderates && p.Status != PostStatus.Published ? ModerationOf(people, p.ModeratedByUserId, p.Reason, p.ModeratedAt) : null,
                        p.CreatedAt)
                    {
                        Reactions = reactions.GetValueOrDefault(p.Id, PostReactions.None),
                        EditedAt = p.EditedAt,
                        ReplyTo = p.ReplyTo,
                    }),
                ];
            },
            cancel);

    private static async Task<string?> RoleAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } reader } ? await unit.RoleOfAsync(reader, cancel) : null;

    private int Pages(int items) => (items + PageSize - 1) / PageSize;

    private static Person PersonOf(IReadOnlyDictionary<Guid, Person> people, Guid id) => people.GetValueOrDefault(id) ?? new Person(id, "Former member", null);

    private static ModerationNote? ModerationOf(IReadOnlyDictionary<Guid, Person> people, Guid? by, string? reason, DateTimeOffset? at) =>
        by is { } id && at is { } when ? new ModerationNote(PersonOf(people, id), reason, when) : null;
}
