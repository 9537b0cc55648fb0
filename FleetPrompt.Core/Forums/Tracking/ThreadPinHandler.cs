using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>Puts a thread above all others or back among them, if it is still as the requester saw it.</summary>
internal abstract class ThreadPinHandler(SignalBus signals, TimeProvider time, bool pin, SignalType<ThreadPinFact> told) : IDirectiveHandler<ThreadModeration>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, ThreadModeration args, CancellationToken cancel)
    {
        var threads = run.Unit.Db.ForumThreads.Where(t => t.Id == args.ThreadId);
        var now = time.GetUtcNow();
        var next = args.Version + 1;
        var moved = await threads
            .Where(t => t.Version == args.Version && t.PinnedAt != null != pin)
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.PinnedAt, pin ? now : null)
                    .SetProperty(t => t.Version, next)
                    .SetProperty(t => t.UpdatedAt, now),
                cancel);
        if (moved == 0)
        {
            var pinned = await threads.Select(t => (bool?)(t.PinnedAt != null)).SingleOrDefaultAsync(cancel);
            return pinned is null
                ? new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The thread no longer exists.")
                : new DirectiveOutcome.Failed(DirectiveErrors.Conflict, $"The thread had changed since your page showed it (it is {(pinned.Value ? "pinned" : "not pinned")} now). Reload and decide again.");
        }

        await signals.EmitAsync(run.Unit, told, ForumSubjects.Thread(args.ThreadId), new ThreadPinFact(args.ThreadId, pin, next), cancel: cancel);
        return new DirectiveOutcome.Succeeded(new { thread_id = args.ThreadId, pinned = pin, version = next });
    }
}

internal sealed class PinThreadHandler(SignalBus signals, TimeProvider time) : ThreadPinHandler(signals, time, true, ForumSignals.ThreadPinned);

internal sealed class UnpinThreadHandler(SignalBus signals, TimeProvider time) : ThreadPinHandler(signals, time, false, ForumSignals.ThreadUnpinned);
