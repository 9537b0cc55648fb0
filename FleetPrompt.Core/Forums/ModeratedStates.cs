using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>A state that was changed, and who had last changed it before: what is needed to change it back.</summary>
/// <param name="At">When it was changed; by that it is recognised.</param>
public sealed record StateChange(string From, string To, DateTimeOffset At, Guid? BeforeBy, string? BeforeReason, DateTimeOffset? BeforeAt);

/// <summary>For the moderation queue: changes the states of posts and threads in the unit of its decision, with the signals, and changes them back if nobody else has changed them since.</summary>
public sealed class ModeratedStates(SignalBus signals, TimeProvider time)
{
    /// <summary>Null when the post is so already; a <see cref="Conflict"/> when it cannot become so.</summary>
    public async Task<Result<StateChange?>> SetPostAsync(TenantUnit unit, Guid postId, string to, string? reason, CancellationToken cancel)
    {
        var post = await unit.Db.ForumPosts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == postId, cancel);
        if (post is null) return new NotFound("The post no longer exists.");
        if (post.Status == to) return (StateChange?)null;
        if (post.Status == PostStatus.Deleted) return new Conflict($"Post #{post.Number} was deleted meanwhile. Dismiss the flags, or escalate.");
        var change = new StateChange(post.Status, to, Now(), post.ModeratedByUserId, post.ModerationReason, post.ModeratedAt);
        await WritePostAsync(unit, postId, to, unit.Operation.Actor.Id, reason, change.At, cancel);
        return change;
    }

    /// <summary>False when it is not as that change has left it: somebody else has decided since.</summary>
    public async Task<bool> RestorePostAsync(TenantUnit unit, Guid postId, StateChange change, CancellationToken cancel)
    {
        if (!await unit.Db.ForumPosts.AnyAsync(p => p.Id == postId && p.Status == change.To && p.ModeratedAt == change.At, cancel)) return false;
        await WritePostAsync(unit, postId, change.From, change.BeforeBy, change.BeforeReason, change.BeforeAt, cancel);
        return true;
    }

    /// <inheritdoc cref="SetPostAsync"/>
    public async Task<Result<StateChange?>> LockThreadAsync(TenantUnit unit, Guid threadId, string? reason, CancellationToken cancel)
    {
        var thread = await unit.Db.ForumThreads.AsNoTracking().SingleOrDefaultAsync(t => t.Id == threadId, cancel);
        if (thread is null) return new NotFound("The thread no longer exists.");
        if (thread.Status != ThreadStatus.Open) return (StateChange?)null;
        var change = new StateChange(thread.Status, ThreadStatus.Locked, Now(), thread.ModeratedByUserId, thread.ModerationReason, thread.ModeratedAt);
        await WriteThreadAsync(unit, threadId, ThreadStatus.Locked, unit.Operation.Actor.Id, reason, change.At, cancel);
        return change;
    }

    /// <inheritdoc cref="RestorePostAsync"/>
    public async Task<bool> RestoreThreadAsync(TenantUnit unit, Guid threadId, StateChange change, CancellationToken cancel)
    {
        if (!await unit.Db.ForumThreads.AnyAsync(t => t.Id == threadId && t.Status == change.To && t.ModeratedAt == change.At, cancel)) return false;
        await WriteThreadAsync(unit, threadId, change.From, change.BeforeBy, change.BeforeReason, change.BeforeAt, cancel);
        return true;
    }

    /// <summary>The category it was in; null when it is there already. Errors: <see cref="NotFound"/>, <see cref="Conflict"/> (archived).</summary>
    public async Task<Result<Guid?>> MoveThreadAsync(TenantUnit unit, Guid threadId, Guid categoryId, CancellationToken cancel)
    {
        var before = await unit.Db.ForumThreads.Where(t => t.Id == threadId).Select(t => (Guid?)t.CategoryId).SingleOrDefaultAsync(cancel);
        if (before is not { } from) return new NotFound("The thread no longer exists.");
        if (from == categoryId) return (Guid?)null;
        var status = await unit.Db.ForumCategories.Where(c => c.Id == categoryId).Select(c => c.Status).SingleOrDefaultAsync(cancel);
        if (status is null) return new NotFound("The category no longer exists.");
        if (status != CategoryStatus.Active) return new Conflict("That category is archived and takes no more threads. Choose another.");
        await WriteCategoryAsync(unit, threadId, from, categoryId, cancel);
        return from;
    }

    /// <inheritdoc cref="RestorePostAsync"/>
    public async Task<bool> MoveThreadBackAsync(TenantUnit unit, Guid threadId, Guid from, Guid to, CancellationToken cancel)
    {
        if (!await unit.Db.ForumThreads.AnyAsync(t => t.Id == threadId && t.CategoryId == to, cancel) || !await unit.Db.ForumCategories.AnyAsync(c => c.Id == from, cancel)) return false;
        await WriteCategoryAsync(unit, threadId, to, from, cancel);
        return true;
    }

    /// <summary>To the microsecond, as it is stored.</summary>
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private async Task WritePostAsync(TenantUnit unit, Guid postId, string to, Guid? by, string? reason, DateTimeOffset? at, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await unit.Db.ForumPosts.Where(p => p.Id == postId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(p => p.Status, to)
                    .SetProperty(p => p.Version, p => p.Version + 1)
                    .SetProperty(p => p.ModeratedByUserId, by)
                    .SetProperty(p => p.ModerationReason, reason)
                    .SetProperty(p => p.ModeratedAt, at)
                    .SetProperty(p => p.UpdatedAt, now),
                cancel);
        var post = await unit.Db.ForumPosts.Where(p => p.Id == postId).Select(p => new { p.ThreadId, p.Number, p.Version }).SingleAsync(cancel);
        var told = to switch { PostStatus.Hidden => ForumSignals.PostHidden, PostStatus.Deleted => ForumSignals.PostDeleted, _ => ForumSignals.PostUnhidden };
        await signals.EmitAsync(
            unit,
            told,
            ForumSubjects.Post(postId),
            new PostStateFact(postId, post.ThreadId, post.Number, to, post.Version),
            new SignalOptions { Stream = ForumSubjects.Thread(post.ThreadId).Stream },
            cancel);
    }

    private async Task WriteThreadAsync(TenantUnit unit, Guid threadId, string to, Guid? by, string? reason, DateTimeOffset? at, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await unit.Db.ForumThreads.Where(t => t.Id == threadId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.Status, to)
                    .SetProperty(t => t.Version, t => t.Version + 1)
                    .SetProperty(t => t.ModeratedByUserId, by)
                    .SetProperty(t => t.ModerationReason, reason)
                    .SetProperty(t => t.ModeratedAt, at)
                    .SetProperty(t => t.UpdatedAt, now),
                cancel);
        var version = await unit.Db.ForumThreads.Where(t => t.Id == threadId).Select(t => t.Version).SingleAsync(cancel);
        var told = to == ThreadStatus.Locked ? ForumSignals.ThreadLocked : ForumSignals.ThreadUnlocked;
        await signals.EmitAsync(unit, told, ForumSubjects.Thread(threadId), new ThreadStateFact(threadId, to, version), cancel: cancel);
    }

    private async Task WriteCategoryAsync(TenantUnit unit, Guid threadId, Guid from, Guid to, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await unit.Db.ForumThreads.Where(t => t.Id == threadId)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.CategoryId, to).SetProperty(t => t.Version, t => t.Version + 1).SetProperty(t => t.UpdatedAt, now), cancel);
        var version = await unit.Db.ForumThreads.Where(t => t.Id == threadId).Select(t => t.Version).SingleAsync(cancel);
        await signals.EmitAsync(unit, ForumSignals.ThreadMoved, ForumSubjects.Thread(threadId), new ThreadMovedFact(threadId, from, to, version), cancel: cancel);
    }
}
