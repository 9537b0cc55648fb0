using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Forums;

/// <summary>Forum pages as the reader may see them: what was hidden or deleted leaves here only for moderators, and nothing for who is not a member.</summary>
public sealed class ForumReading(IUnits units, IOptions<ForumsOptions> options, TimeProvider time)
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
                return await new ThreadListing(unit, unit.Operation.Actor.Id!.Value, PageSize, time.GetUtcNow()).ReadAsync(query, cancel);
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
                var reader = await ThreadReader.OfAsync(unit, thread, cancel);
                var (authors, participants) = await ThreadReader.ParticipantsAsync(unit, threadId, cancel);
                var people = await unit.PeopleAsync(
                    [.. authors.Select(a => a.UserId).Append(thread.CreatedByUserId).Concat(thread.ModeratedByUserId is { } m ? [m] : []).Distinct()],
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
                    [.. authors.Select(a => new Participant(PersonOf(people, a.UserId), a.Posts))])
                {
                    IsQuestion = found.Mode == CategoryMode.Question,
                    CategoryId = thread.CategoryId,
                    Pinned = thread.PinnedAt is not null,
                    Views = thread.ViewCount,
                    TextLength = thread.TextLength,
                    ParticipantCount = participants,
                    LastRead = reader.LastRead,
                    FirstUnread = reader.FirstUnread,
                    Level = reader.Level,
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
                var reader = unit.Operation.Actor.Id!.Value;
                var (answered, ignores) = (unit.Db.ForumPosts, unit.Db.ForumIgnores);
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
                        Ignored = ignores.Any(i => i.UserId == reader && i.IgnoredUserId == p.AuthorUserId),
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
                        Ignored = p.Ignored,
                        ReplyTo = p.ReplyTo,
                    }),
                ];
            },
            cancel);

    private static async Task<string?> RoleAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } reader } ? await unit.RoleOfAsync(reader, cancel) : null;

    private int Pages(int items) => (items + PageSize - 1) / PageSize;

    internal static Person PersonOf(IReadOnlyDictionary<Guid, Person> people, Guid id) => people.GetValueOrDefault(id) ?? new Person(id, "Former member", null);

    private static ModerationNote? ModerationOf(IReadOnlyDictionary<Guid, Person> people, Guid? by, string? reason, DateTimeOffset? at) =>
        at is { } when ? new ModerationNote(by is { } id ? PersonOf(people, id) : new Person(Guid.Empty, "FleetPrompt", null), reason, when) : null;
}
