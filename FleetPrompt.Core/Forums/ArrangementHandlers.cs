using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>What moving, merging and splitting have in common: the thread is taken at the version that was seen, so nobody replies in between.</summary>
internal abstract class ArrangementHandler(TimeProvider time)
{
    protected static readonly DirectiveOutcome.Failed Changed = new(DirectiveErrors.Conflict, "The thread had changed since your page showed it. Reload and decide again.");
    protected static readonly DirectiveOutcome.Failed Gone = new(DirectiveErrors.NotFound, "The thread no longer exists.");

    protected DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Takes the thread's row until the unit ends.</summary>
    protected async Task<bool> TakeAsync(TenantUnit unit, Guid thread, int version, CancellationToken cancel)
    {
        var now = Now;
        return await unit.Db.ForumThreads.Where(t => t.Id == thread && t.Version == version)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Version, version + 1).SetProperty(t => t.UpdatedAt, now), cancel) == 1;
    }

    /// <summary>Makes a thread's counters what its posts say.</summary>
    protected static async Task CountAsync(TenantUnit unit, Guid thread, CancellationToken cancel)
    {
        var posts = unit.Db.ForumPosts.Where(p => p.ThreadId == thread);
        var (count, newest) = (await posts.CountAsync(cancel), await posts.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Number).FirstAsync(cancel));
        await unit.Db.ForumThreads.Where(t => t.Id == thread).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.PostCount, count).SetProperty(t => t.LastActivityAt, newest.CreatedAt).SetProperty(t => t.LastPostUserId, newest.AuthorUserId),
            cancel);
    }

    protected static void Remember(TenantUnit unit, IEnumerable<(Guid Post, int Number)> posts, Guid thread, DateTimeOffset now) =>
        unit.Db.AddRange(posts.Select(p => new ForumPostMove { Id = Guid.CreateVersion7(now), PostId = p.Post, FromThreadId = thread, FromNumber = p.Number, CreatedAt = now }));
}

internal sealed class MoveThreadHandler(SignalBus signals, TimeProvider time) : ArrangementHandler(time), IDirectiveHandler<ThreadMove>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, ThreadMove args, CancellationToken cancel)
    {
        var db = run.Unit.Db;
        var from = await db.ForumThreads.Where(t => t.Id == args.ThreadId).Select(t => (Guid?)t.CategoryId).SingleOrDefaultAsync(cancel);
        if (from is null) return Gone;
        if (!await db.ForumCategories.AnyAsync(c => c.Id == args.CategoryId && c.Status == CategoryStatus.Active, cancel))
            return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "That category is archived or no longer there. Choose another one.");
        if (from == args.CategoryId) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "The thread is in that category already.");
        if (!await TakeAsync(run.Unit, args.ThreadId, args.Version, cancel)) return Changed;
        await db.ForumThreads.Where(t => t.Id == args.ThreadId).ExecuteUpdateAsync(set => set.SetProperty(t => t.CategoryId, args.CategoryId), cancel);
        await signals.EmitAsync(run.Unit, ForumSignals.ThreadMoved, ForumSubjects.Thread(args.ThreadId), new ThreadMovedFact(args.ThreadId, from.Value, args.CategoryId, args.Version + 1), cancel: cancel);
        return new DirectiveOutcome.Succeeded(new { thread_id = args.ThreadId, from_category_id = from, category_id = args.CategoryId, version = args.Version + 1 });
    }
}

/// <summary>Appends the posts of a thread to another, in their order; the thread itself leads there from then on.</summary>
internal sealed class MergeThreadsHandler(SignalBus signals, TimeProvider time) : ArrangementHandler(time), IDirectiveHandler<ThreadMerge>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, ThreadMerge args, CancellationToken cancel)
    {
        var (unit, db, now) = (run.Unit, run.Unit.Db, Now);
        if (!await db.ForumThreads.AnyAsync(t => t.Id == args.ThreadId, cancel)) return Gone;

        // Two merges of the same two threads in opposite directions take their rows in one order.
        var into = 0;
        foreach (var id in new[] { args.ThreadId, args.IntoThreadId }.Order())
        {
            if (id == args.ThreadId)
            {
                if (!await TakeAsync(unit, id, args.Version, cancel)) return Changed;
            }
            else if ((into = await db.ForumThreads.Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Version, t => t.Version + 1).SetProperty(t => t.UpdatedAt, now), cancel)) == 0)
            {
                return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The thread to merge into no longer exists. Choose another one.");
            }
        }

        var offset = await db.ForumThreads.Where(t => t.Id == args.IntoThreadId).Select(t => t.PostCount).SingleAsync(cancel);
        var moved = await db.ForumPosts.Where(p => p.ThreadId == args.ThreadId).OrderBy(p => p.Number).Select(p => new { p.Id, p.Number }).ToListAsync(cancel);
        Remember(unit, moved.Select(p => (p.Id, p.Number)), args.ThreadId, now);
        await db.SaveChangesAsync(cancel);
        await db.ForumPosts.Where(p => p.ThreadId == args.ThreadId)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.ThreadId, args.IntoThreadId).SetProperty(p => p.Number, p => p.Number + offset).SetProperty(p => p.UpdatedAt, now), cancel);
        await CountAsync(unit, args.IntoThreadId, cancel);
        await db.ForumThreads.Where(t => t.Id == args.ThreadId).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.MergedIntoThreadId, args.IntoThreadId).SetProperty(t => t.Status, ThreadStatus.Archived).SetProperty(t => t.AcceptedPostId, (Guid?)null).SetProperty(t => t.PostCount, 0),
            cancel);
        await db.ForumDrafts.Where(d => d.ThreadId == args.ThreadId && d.Kind == DraftKind.Edit).ExecuteDeleteAsync(cancel);
        var fact = new ThreadMergedFact(args.ThreadId, args.ThreadId, args.IntoThreadId, moved.Count);
        await signals.EmitAsync(
            unit,
            [SignalBus.Draft(ForumSignals.ThreadMerged, ForumSubjects.Thread(args.ThreadId), fact), SignalBus.Draft(ForumSignals.ThreadMerged, ForumSubjects.Thread(args.IntoThreadId), fact with { ThreadId = args.IntoThreadId })],
            cancel);
        return new DirectiveOutcome.Succeeded(new { thread_id = args.ThreadId, into_thread_id = args.IntoThreadId, posts = moved.Count });
    }
}

/// <summary>Makes a new thread of some posts of another; both are numbered from 1 without gaps.</summary>
internal sealed class SplitThreadHandler(SignalBus signals, TimeProvider time) : ArrangementHandler(time), IDirectiveHandler<ThreadSplit>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, ThreadSplit args, CancellationToken cancel)
    {
        var (unit, db, now) = (run.Unit, run.Unit.Db, Now);
        var draft = await db.ForumDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == args.DraftId && d.UserId == run.Directive.RequestedById, cancel);
        if (draft is not { Title: { } title, CategoryId: { } category }) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The title of the new thread was discarded meanwhile. Ask for the split again.");
        if (!await db.ForumCategories.AnyAsync(c => c.Id == category && c.Status == CategoryStatus.Active, cancel)) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "That category is archived or no longer there. Choose another one.");
        if (!await TakeAsync(unit, args.ThreadId, args.Version, cancel)) return await db.ForumThreads.AnyAsync(t => t.Id == args.ThreadId, cancel) ? Changed : Gone;
        var posts = await db.ForumPosts.AsNoTracking().Where(p => p.ThreadId == args.ThreadId && args.PostIds.Contains(p.Id)).OrderBy(p => p.Number).Select(p => new { p.Id, p.Number, p.AuthorUserId, p.CreatedAt }).ToListAsync(cancel);
        if (posts.Count != args.PostIds.Count || posts[0].Number == 1) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "Some of these posts are not in this thread any more, or the first post is among them. Reload and choose again.");

        var thread = new ForumThread
        {
            Id = draft.Id,
            CategoryId = category,
            Title = title,
            Slug = await ForumWriting.FreeSlugAsync(unit, title, draft.Id, cancel),
            CreatedByUserId = posts[0].AuthorUserId ?? run.Directive.RequestedById!.Value,
            PostCount = posts.Count,
            LastActivityAt = posts[^1].CreatedAt,
            LastPostUserId = posts[^1].AuthorUserId,
            CreatedAt = posts[0].CreatedAt,
            UpdatedAt = now,
        };
        unit.Db.Add(thread);
        Remember(unit, posts.Select(p => (p.Id, p.Number)), args.ThreadId, now);
        await db.SaveChangesAsync(cancel);
        foreach (var (post, number) in posts.Select((p, n) => (p.Id, n + 1)))
            await db.ForumPosts.Where(p => p.Id == post).ExecuteUpdateAsync(set => set.SetProperty(p => p.ThreadId, thread.Id).SetProperty(p => p.Number, number).SetProperty(p => p.UpdatedAt, now), cancel);

        // Numbers are unique at every moment, so those that stay close ranks below zero first.
        var moved = posts.Select(p => p.Number).ToList();
        await db.ForumPosts.Where(p => p.ThreadId == args.ThreadId && p.Number > moved[0])
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Number, p => moved.Count(n => n < p.Number) - p.Number), cancel);
        await db.ForumPosts.Where(p => p.ThreadId == args.ThreadId && p.Number < 0).ExecuteUpdateAsync(set => set.SetProperty(p => p.Number, p => -p.Number), cancel);
        await CountAsync(unit, args.ThreadId, cancel);
        await CountAsync(unit, thread.Id, cancel);
        await db.ForumThreads.Where(t => t.Id == args.ThreadId && args.PostIds.Contains(t.AcceptedPostId!.Value)).ExecuteUpdateAsync(set => set.SetProperty(t => t.AcceptedPostId, (Guid?)null), cancel);
        await db.ForumDrafts.Where(d => d.Id == draft.Id).ExecuteDeleteAsync(cancel);
        var fact = new ThreadSplitFact(args.ThreadId, args.ThreadId, thread.Id, posts.Count, args.Version + 1);
        await signals.EmitAsync(
            unit,
            [
                SignalBus.Draft(ForumSignals.ThreadSplit, ForumSubjects.Thread(args.ThreadId), fact),
                SignalBus.Draft(ForumSignals.ThreadCreated, ForumSubjects.Thread(thread.Id), new ThreadFact(thread.Id, category), ForumWriting.Once("forum.thread.created", thread.Id)),
                SignalBus.Draft(ForumSignals.ThreadSplit, ForumSubjects.Thread(thread.Id), fact with { ThreadId = thread.Id }),
            ],
            cancel);
        return new DirectiveOutcome.Succeeded(new { thread_id = args.ThreadId, new_thread_id = thread.Id, posts = posts.Count });
    }
}
