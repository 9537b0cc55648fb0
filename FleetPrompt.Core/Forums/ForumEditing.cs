using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>
/// Changes what was written. Authors change their own published posts while the thread is open; owners and admins change any that is not deleted, and say why.
/// The former text is kept, but for one's own edits in the first <see cref="Grace"/> of a post that nobody else has reacted to or posted after: those are still writing.
/// </summary>
public sealed class ForumEditing(IUnits units, SignalBus signals, IContentRenderer renderer, TimeProvider time)
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);
    private const int MostChanges = 50;

    /// <summary>A post to be edited. Errors: <see cref="NotFound"/>, <see cref="Forbidden"/>.</summary>
    public async Task<Result<EditablePost>> PostAsync(OperationContext operation, Guid threadId, int number, CancellationToken cancel = default) =>
        await units.ReadAsync<Result<EditablePost>>(
            operation,
            async unit =>
            {
                var now = time.GetUtcNow();
                var standing = await unit.ForumStandingAsync(now, cancel);
                var found = standing is null ? null : await PostsOf(unit).SingleOrDefaultAsync(x => x.Post.ThreadId == threadId && x.Post.Number == number, cancel);
                if (found is null) return new NotFound();
                if (Refusal(standing!, found, ForumAct.EditOwnPost, ForumAct.EditPost, now) is { } refused) return refused;
                var (post, thread) = (found.Post, found.Thread);
                return new EditablePost(post.Id, thread.Id, thread.Slug, thread.Title, post.Number, post.Version, post.Content, post.ContentFormat == "html", post.AuthorUserId != unit.Operation.Actor.Id);
            },
            cancel);

    /// <summary>A thread to be renamed or tagged. Errors: <see cref="NotFound"/>, <see cref="Forbidden"/>.</summary>
    public async Task<Result<EditableThread>> ThreadAsync(OperationContext operation, Guid threadId, CancellationToken cancel = default) =>
        await units.ReadAsync<Result<EditableThread>>(
            operation,
            async unit =>
            {
                var now = time.GetUtcNow();
                var standing = await unit.ForumStandingAsync(now, cancel);
                var found = standing is null ? null : await PostsOf(unit).SingleOrDefaultAsync(x => x.Post.ThreadId == threadId && x.Post.Number == 1, cancel);
                if (found is null) return new NotFound();
                if (Refusal(standing!, found, ForumAct.RenameOwnThread, ForumAct.RenameThread, now) is { } refused) return refused;
                var thread = found.Thread;
                var category = await unit.Db.ForumCategories.AsNoTracking().SingleAsync(c => c.Id == thread.CategoryId, cancel);
                return new EditableThread(thread.Id, thread.Slug, thread.Title, thread.Version, thread.Tags, category.Id, category.Name, category.Slug, found.Post.AuthorUserId != unit.Operation.Actor.Id);
            },
            cancel);

    /// <summary>Errors: <see cref="NotFound"/>, <see cref="Forbidden"/>, <see cref="Invalid"/>, <see cref="Conflict"/> (the post has changed since).</summary>
    public Task<Result<PostPlace>> EditAsync(OperationContext operation, PostEdit form, CancellationToken cancel = default) =>
        units.RunAsync<PostPlace>(
            operation,
            async unit =>
            {
                var now = time.GetUtcNow();
                if (await unit.ForumStandingAsync(now, cancel) is not { } standing) return new NotFound();
                await unit.LockAsync($"forum.post:{form.PostId}", cancel);
                var found = await PostsOf(unit).SingleOrDefaultAsync(x => x.Post.Id == form.PostId, cancel);
                if (found is null) return new NotFound();
                var (post, thread, me) = (found.Post, found.Thread, unit.Operation.Actor.Id!.Value);
                if (Refusal(standing, found, ForumAct.EditOwnPost, ForumAct.EditPost, now) is { } refused) return refused;
                var problems = form.Problems().Concat(MissingReason(post.AuthorUserId == me, form.Reason)).ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (post.Version != form.Version) return new Conflict("This post has changed since you began to edit it. Your text is kept below, beside what it says now.");
                var place = new PostPlace(thread.Id, thread.Slug, post.Id, post.Number);
                await ForumDrafts.ForgetAsync(unit, DraftKind.Edit, null, post.Id, null, cancel);
                if (post.Content == form.Body) return place;

                var kept = !await IsStillWritingAsync(unit, post, thread, now, cancel);
                if (kept) await KeepAsync(unit, post, null, form.Reason, now, cancel);
                var html = renderer.Render(form.Body, post.ContentFormat == "html" ? ContentFormat.Html : ContentFormat.Markdown).Html;
                var next = post.Version + 1;
                var changed = await unit.Db.ForumPosts.Where(p => p.Id == post.Id && p.Version == form.Version).ExecuteUpdateAsync(
                    set => set.SetProperty(p => p.Content, form.Body)
                        .SetProperty(p => p.ContentHtml, html)
                        .SetProperty(p => p.Version, next)
                        .SetProperty(p => p.EditedAt, p => kept ? now : p.EditedAt)
                        .SetProperty(p => p.UpdatedAt, now),
                    cancel);
                if (changed == 0) return new Conflict("This post has changed since you began to edit it. Your text is kept below, beside what it says now.");
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(
                    unit,
                    ForumSignals.PostEdited,
                    ForumSubjects.Post(post.Id),
                    new PostEditedFact(post.Id, thread.Id, post.Number, next, kept),
                    new SignalOptions { Stream = ForumSubjects.Thread(thread.Id).Stream },
                    cancel);
                return place;
            },
            cancel);

    /// <summary>Renames or tags a thread. The old title is part of the opening post's history. Errors as for a post.</summary>
    public Task<Result<PostPlace>> EditThreadAsync(OperationContext operation, ThreadEdit form, CancellationToken cancel = default) =>
        units.RunAsync<PostPlace>(
            operation,
            async unit =>
            {
                var now = time.GetUtcNow();
                if (await unit.ForumStandingAsync(now, cancel) is not { } standing) return new NotFound();
                var found = await PostsOf(unit).SingleOrDefaultAsync(x => x.Post.ThreadId == form.ThreadId && x.Post.Number == 1, cancel);
                if (found is null) return new NotFound();
                var (post, thread, me) = (found.Post, found.Thread, unit.Operation.Actor.Id!.Value);
                if (Refusal(standing, found, ForumAct.RenameOwnThread, ForumAct.RenameThread, now) is { } refused) return refused;
                var problems = form.Problems().Concat(MissingReason(post.AuthorUserId == me, form.Reason)).ToList();
                if (problems.Count == 0 && await ForumTags.RefusalAsync(unit, standing, form.Tags, thread.Tags, now, cancel) is { } unknown) problems.Add(unknown);
                if (problems.Count > 0) return new Invalid(problems);
                await unit.LockAsync($"forum.post:{post.Id}", cancel);
                var (title, tags, next) = (form.Title.Trim(), form.Tags is null ? thread.Tags : [.. TagNames.Of(form.Tags)], form.Version + 1);
                if (thread.Version == form.Version && title == thread.Title && tags.SequenceEqual(thread.Tags)) return new PostPlace(thread.Id, thread.Slug, post.Id, 1);
                var slug = title == thread.Title ? thread.Slug : await ForumWriting.FreeSlugAsync(unit, title, thread.Id, cancel);
                var changed = await unit.Db.ForumThreads.Where(t => t.Id == thread.Id && t.Version == form.Version).ExecuteUpdateAsync(
                    set => set.SetProperty(t => t.Title, title).SetProperty(t => t.Slug, slug).SetProperty(t => t.Tags, tags).SetProperty(t => t.Version, next).SetProperty(t => t.UpdatedAt, now),
                    cancel);
                if (changed == 0) return new Conflict($"This thread has changed since you opened it; it is called “{thread.Title}” now. What you typed is kept below: send it again if it shall stand.");
                if (title != thread.Title && !await IsStillWritingAsync(unit, post, thread, now, cancel))
                {
                    await KeepAsync(unit, post, thread.Title, form.Reason, now, cancel);
                    await unit.Db.SaveChangesAsync(cancel);
                    await unit.Db.ForumPosts.Where(p => p.Id == post.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.EditedAt, now), cancel);
                }

                await signals.EmitAsync(unit, ForumSignals.ThreadUpdated, ForumSubjects.Thread(thread.Id), new ThreadUpdatedFact(thread.Id, next), cancel: cancel);
                return new PostPlace(thread.Id, slug, post.Id, 1);
            },
            cancel);

    /// <summary>What a post said before; null where there is no such post, or it is hidden and the reader does not moderate.</summary>
    public Task<PostHistory?> HistoryAsync(OperationContext operation, Guid threadId, int number, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await RoleAsync(unit, cancel) is not { } role) return null;
                var found = await PostsOf(unit).SingleOrDefaultAsync(x => x.Post.ThreadId == threadId && x.Post.Number == number, cancel);
                if (found is null || (found.Post.Status != PostStatus.Published && !OrgRole.IsAdministrator(role))) return null;
                var kept = await unit.Db.ForumPostRevisions.AsNoTracking().Where(r => r.PostId == found.Post.Id).OrderByDescending(r => r.Number).Take(MostChanges).ToListAsync(cancel);
                var people = await unit.PeopleAsync([.. kept.Select(r => r.EditedByUserId).Distinct()], cancel);
                var changes = new List<PostChange>();
                var (after, title) = (found.Post.Content, found.Thread.Title);
                foreach (var revision in kept)
                {
                    var by = people.GetValueOrDefault(revision.EditedByUserId) ?? new Person(revision.EditedByUserId, "Former member", null);
                    changes.Add(new(revision.Number, by, revision.Reason, revision.CreatedAt, revision.Content, after, revision.Title, revision.Title is null ? null : title));
                    (after, title) = (revision.Content, revision.Title ?? title);
                }

                return new PostHistory(threadId, found.Thread.Slug, found.Thread.Title, number, changes);
            },
            cancel);

    private static IQueryable<Found> PostsOf(TenantUnit unit) =>
        unit.Db.ForumPosts.AsNoTracking().Join(unit.Db.ForumThreads.AsNoTracking(), p => p.ThreadId, t => t.Id, (p, t) => new Found { Post = p, Thread = t });

    private static Error? Refusal(ForumStanding standing, Found found, ForumAct own, ForumAct others, DateTimeOffset now)
    {
        if (ForumRights.Refusal(standing, found.Post.AuthorUserId == standing.UserId ? own : others, now) is { } refused) return refused;
        if (found.Post.Status == PostStatus.Deleted) return new Forbidden("This post was deleted: it stays as it is.");
        if (standing.Administers) return null;
        if (found.Post.Status != PostStatus.Published) return new Forbidden("This post is hidden by the moderators: only they can change it.");
        return found.Thread.Status == ThreadStatus.Open ? null : new Forbidden($"This thread is {found.Thread.Status}: only an owner or an admin of this organisation can change it.");
    }

    private static IEnumerable<FieldProblem> MissingReason(bool own, string? reason) =>
        own || Visible.In(reason) ? [] : [new("reason", "Say why you change what somebody else wrote: they will see it.")];

    private static async Task<bool> IsStillWritingAsync(TenantUnit unit, ForumPost post, ForumThread thread, DateTimeOffset now, CancellationToken cancel) =>
        post.AuthorUserId == unit.Operation.Actor.Id
        && now - post.CreatedAt <= Grace
        && post.EditedAt is null
        && thread.AcceptedPostId != post.Id
        && !await unit.Db.ForumPosts.AnyAsync(p => p.ThreadId == post.ThreadId && p.Number > post.Number && p.AuthorUserId != post.AuthorUserId, cancel)
        && !await unit.Db.ForumReactions.AnyAsync(r => r.PostId == post.Id && r.UserId != post.AuthorUserId, cancel);

    /// <summary>Puts what the post says now into its history.</summary>
    private static async Task KeepAsync(TenantUnit unit, ForumPost post, string? title, string? reason, DateTimeOffset now, CancellationToken cancel) =>
        unit.Db.Add(new ForumPostRevision
        {
            Id = Guid.CreateVersion7(now),
            PostId = post.Id,
            Number = await unit.Db.ForumPostRevisions.CountAsync(r => r.PostId == post.Id, cancel) + 1,
            Title = title,
            Content = post.Content,
            ContentHtml = post.ContentHtml,
            ContentFormat = post.ContentFormat,
            Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
            EditedByUserId = unit.Operation.Actor.Id!.Value,
            CreatedAt = now,
        });

    private static async Task<string?> RoleAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } ? await unit.RoleOfAsync(user, cancel) : null;

    private sealed class Found
    {
        public required ForumPost Post { get; init; }

        public required ForumThread Thread { get; init; }
    }
}
