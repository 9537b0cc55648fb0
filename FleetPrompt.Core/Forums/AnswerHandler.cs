using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Makes a post the answer of its question, or no longer, if the thread is still as the requester saw it.</summary>
internal abstract class AnswerHandler(SignalBus signals, TimeProvider time, bool accept, SignalType<AnswerFact> told) : IDirectiveHandler<AnswerChoice>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, AnswerChoice args, CancellationToken cancel)
    {
        var db = run.Unit.Db;
        if (await ForumOwnership.AnswerRefusalAsync(run.Unit, run.Directive.RequestedById, args.ThreadId, time.GetUtcNow(), cancel) is { } refused)
            return new DirectiveOutcome.Failed(DirectiveErrors.Forbidden, refused.Message);
        var post = await db.ForumPosts.Where(p => p.Id == args.PostId && p.ThreadId == args.ThreadId)
            .Join(db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { p.Number, p.Status, t.CategoryId, t.AcceptedPostId })
            .SingleOrDefaultAsync(cancel);
        if (post is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The post no longer exists in this thread.");
        if (accept && Refusal(post.Number, post.Status, await db.ForumCategories.Where(c => c.Id == post.CategoryId).Select(c => c.Mode).SingleAsync(cancel)) is { } why)
            return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, why);

        var now = time.GetUtcNow();
        var next = args.Version + 1;
        var changed = await db.ForumThreads
            .Where(t => t.Id == args.ThreadId && t.Version == args.Version && (accept || t.AcceptedPostId == args.PostId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.AcceptedPostId, accept ? args.PostId : null).SetProperty(t => t.Version, next).SetProperty(t => t.UpdatedAt, now),
                cancel);
        if (changed == 0) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "The thread had changed since your page showed it. Reload and decide again.");
        await signals.EmitAsync(run.Unit, told, ForumSubjects.Thread(args.ThreadId), new AnswerFact(args.ThreadId, args.PostId, post.Number, next), cancel: cancel);
        return new DirectiveOutcome.Succeeded(new { thread_id = args.ThreadId, post_id = args.PostId, version = next });
    }

    private static string? Refusal(int number, string status, string mode) =>
        mode != CategoryMode.Question ? "This category is for discussions: its threads have no accepted answers."
        : number == 1 ? "The question itself cannot be its answer."
        : status != PostStatus.Published ? $"Post #{number} is {status}: it cannot be the answer."
        : null;
}

internal sealed class SolveThreadHandler(SignalBus signals, TimeProvider time) : AnswerHandler(signals, time, accept: true, ForumSignals.ThreadSolved);

internal sealed class UnsolveThreadHandler(SignalBus signals, TimeProvider time) : AnswerHandler(signals, time, accept: false, ForumSignals.ThreadUnsolved);
