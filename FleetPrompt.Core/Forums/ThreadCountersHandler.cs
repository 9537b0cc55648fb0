using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Counts a thread's posts and those of the post's author in it again and finds its newest, from its rows: the thread as it is now is made right, whichever of its signals asks.</summary>
internal sealed class ThreadCountersHandler(IReadMarks marks) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (!run.Signal.Payload.RootElement.TryGetProperty("thread_id", out var thread) || !thread.TryGetGuid(out var id)) return;
        var db = run.Unit.Db;
        if (await db.ForumPosts.Where(p => p.Id == run.Signal.SubjectId && p.ThreadId == id).Select(p => p.AuthorUserId).SingleOrDefaultAsync(cancel) is { } author)
            await marks.CountAsync(run.Unit, id, author, cancel);
        var told = await db.ForumThreads.Where(t => t.Id == id).Select(t => new { t.PostCount, t.LastActivityAt, t.LastPostUserId }).SingleOrDefaultAsync(cancel);
        var posts = db.ForumPosts.Where(p => p.ThreadId == id);
        var newest = await posts.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Number).Select(p => new { p.CreatedAt, p.AuthorUserId }).FirstOrDefaultAsync(cancel);
        if (told is null || newest is null) return;
        var counted = new { PostCount = await posts.MaxAsync(p => p.Number, cancel), LastActivityAt = newest.CreatedAt, LastPostUserId = newest.AuthorUserId };
        if (counted.Equals(told)) return;

        // Replies are numbered by the count: one that came between the reading and this leaves it alone, and its own signal counts again.
        await db.ForumThreads
            .Where(t => t.Id == id && t.PostCount == told.PostCount && t.LastActivityAt == told.LastActivityAt)
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.PostCount, counted.PostCount)
                    .SetProperty(t => t.LastActivityAt, counted.LastActivityAt)
                    .SetProperty(t => t.LastPostUserId, counted.LastPostUserId),
                cancel);
    }
}
