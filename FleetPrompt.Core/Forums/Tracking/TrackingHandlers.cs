using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>What follows for readers when something has happened in a forum.</summary>
public static class TrackingHandlers
{
    public static readonly SignalSubscription Writers = new("forum.thread_writers", ForumSignals.PostCreated.Name) { DuringImport = false };
    public static readonly SignalSubscription Views = new("forum.thread_views", ForumSignals.ThreadViewed.Name);
    public static readonly SignalSubscription Joined = new("forum.reader_joined", "org.member.joined");
}

/// <summary>Who starts a thread watches it, who replies tracks it, and neither has to read what they wrote.</summary>
internal sealed class ThreadWriterHandler(IReadMarks marks) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        // What an import brought in follows from nobody's writing here, also when it is replayed.
        if (run.Signal is not { ActorType: Actor.UserType, ActorId: { } writer } signal || signal.Source == Sources.Import) return;
        var post = await run.Unit.Db.ForumPosts.Where(p => p.Id == signal.SubjectId).Select(p => new { p.ThreadId, p.Number, p.CreatedAt, p.Content.Length }).SingleOrDefaultAsync(cancel);
        if (post is null) return;
        await marks.WroteAsync(run.Unit, writer, post.ThreadId, post.Number, post.Number == 1 ? WatchLevel.Watching : WatchLevel.Tracking, post.CreatedAt, cancel);

        // A sum cannot be made twice: a replay leaves it alone.
        if (run.ReplayId is null)
            await run.Unit.Db.ForumThreads.Where(t => t.Id == post.ThreadId).ExecuteUpdateAsync(set => set.SetProperty(t => t.TextLength, t => t.TextLength + post.Length), cancel);
    }
}

/// <summary>Counts a view. It was told once an hour and person, and is delivered once; a replay is no further view.</summary>
internal sealed class ThreadViewHandler : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (run.ReplayId is not null) return;
        var thread = run.Signal.SubjectId;
        await run.Unit.Db.ForumThreads.Where(t => t.Id == thread).ExecuteUpdateAsync(set => set.SetProperty(t => t.ViewCount, t => t.ViewCount + 1), cancel);
    }
}

/// <summary>Threads from before somebody was here are not new to them.</summary>
internal sealed class ReaderJoinedHandler(IReadMarks marks) : ISignalHandler
{
    public Task HandleAsync(SignalRun run, CancellationToken cancel) => marks.JoinedAsync(run.Unit, run.Signal.SubjectId, run.Signal.OccurredAt, cancel);
}
