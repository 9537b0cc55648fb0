using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Moves a post between published, hidden and deleted, if it is still as the requester saw it. Nothing is erased.</summary>
internal abstract class PostModerationHandler(SignalBus signals, TimeProvider time, IReadOnlyList<string> from, string to, SignalType<PostStateFact> told)
    : IDirectiveHandler<PostModeration>
{
    protected DateTimeOffset Now => time.GetUtcNow();

    public virtual async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, PostModeration args, CancellationToken cancel)
    {
        var db = run.Unit.Db;
        var post = await db.ForumPosts.AsNoTracking()
            .Where(p => p.Id == args.PostId && p.ThreadId == args.ThreadId)
            .Select(p => new { p.Number, p.Status })
            .SingleOrDefaultAsync(cancel);
        if (post is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The post no longer exists.");

        var now = time.GetUtcNow();
        var next = args.Version + 1;
        var moved = await db.ForumPosts
            .Where(p => p.Id == args.PostId && p.Version == args.Version && from.Contains(p.Status))
            .ExecuteUpdateAsync(
                set => set.SetProperty(p => p.Status, to)
                    .SetProperty(p => p.Version, next)
                    .SetProperty(p => p.ModeratedByUserId, run.Directive.RequestedById)
                    .SetProperty(p => p.ModerationReason, args.Reason)
                    .SetProperty(p => p.ModeratedAt, now)
                    .SetProperty(p => p.UpdatedAt, now),
                cancel);
        if (moved == 0)
        {
            return new DirectiveOutcome.Failed(
                DirectiveErrors.Conflict,
                $"Post #{post.Number} had changed since your page showed it (it is {post.Status} now). Reload and decide again.");
        }

        await signals.EmitAsync(
            run.Unit,
            told,
            ForumSubjects.Post(args.PostId),
            new PostStateFact(args.PostId, args.ThreadId, post.Number, to, next),
            new SignalOptions { Stream = ForumSubjects.Thread(args.ThreadId).Stream },
            cancel);
        return new DirectiveOutcome.Succeeded(new { post_id = args.PostId, status = to, version = next });
    }
}

internal sealed class HidePostHandler(SignalBus signals, TimeProvider time)
    : PostModerationHandler(signals, time, [PostStatus.Published], PostStatus.Hidden, ForumSignals.PostHidden);

internal sealed class UnhidePostHandler(SignalBus signals, TimeProvider time)
    : PostModerationHandler(signals, time, [PostStatus.Hidden], PostStatus.Published, ForumSignals.PostUnhidden);

internal sealed class DeletePostHandler(SignalBus signals, TimeProvider time)
    : PostModerationHandler(signals, time, [PostStatus.Published, PostStatus.Hidden], PostStatus.Deleted, ForumSignals.PostDeleted)
{
    public override async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, PostModeration args, CancellationToken cancel) =>
        await ForumOwnership.DeleteRefusalAsync(run.Unit, run.Directive.RequestedById, args.PostId, Now, cancel) is { } refused
            ? new DirectiveOutcome.Failed(DirectiveErrors.Forbidden, refused.Message)
            : await base.HandleAsync(run, args, cancel);
}
