using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Moves a thread between open and locked, if it is still as the requester saw it.</summary>
internal abstract class ThreadModerationHandler(SignalBus signals, TimeProvider time, string from, string to, SignalType<ThreadStateFact> told)
    : IDirectiveHandler<ThreadModeration>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, ThreadModeration args, CancellationToken cancel)
    {
        var db = run.Unit.Db;
        var thread = await db.ForumThreads.AsNoTracking().SingleOrDefaultAsync(t => t.Id == args.ThreadId, cancel);
        if (thread is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The thread no longer exists.");

        var now = time.GetUtcNow();
        var next = args.Version + 1;
        var moved = await db.ForumThreads
            .Where(t => t.Id == args.ThreadId && t.Version == args.Version && t.Status == from)
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.Status, to)
                    .SetProperty(t => t.Version, next)
                    .SetProperty(t => t.ModeratedByUserId, run.Directive.RequestedById)
                    .SetProperty(t => t.ModerationReason, args.Reason)
                    .SetProperty(t => t.ModeratedAt, now)
                    .SetProperty(t => t.UpdatedAt, now),
                cancel);
        if (moved == 0)
        {
            return new DirectiveOutcome.Failed(
                DirectiveErrors.Conflict,
                $"The thread had changed since your page showed it (it is {thread.Status} now). Reload and decide again.");
        }

        await signals.EmitAsync(run.Unit, told, ForumSubjects.Thread(args.ThreadId), new ThreadStateFact(args.ThreadId, to, next), cancel: cancel);
        return new DirectiveOutcome.Succeeded(new { thread_id = args.ThreadId, status = to, version = next });
    }
}

internal sealed class LockThreadHandler(SignalBus signals, TimeProvider time)
    : ThreadModerationHandler(signals, time, ThreadStatus.Open, ThreadStatus.Locked, ForumSignals.ThreadLocked);

internal sealed class UnlockThreadHandler(SignalBus signals, TimeProvider time)
    : ThreadModerationHandler(signals, time, ThreadStatus.Locked, ThreadStatus.Open, ForumSignals.ThreadUnlocked);
