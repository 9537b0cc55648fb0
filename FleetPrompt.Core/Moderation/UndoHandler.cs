using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>Changes back all that a decision has changed, in one unit: where one part is no longer as the decision has left it, nothing is undone and the moderator is told which.</summary>
internal sealed class UndoHandler(SignalBus signals, ModeratedStates states, Silences silences, NoticeWriter notices, TimeProvider time) : IDirectiveHandler<UndoDecision>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, UndoDecision args, CancellationToken cancel)
    {
        var (unit, db) = (run.Unit, run.Unit.Db);
        var decision = await db.ModerationDecisions.SingleOrDefaultAsync(d => d.Id == args.DecisionId && d.ItemId == args.ItemId, cancel);
        if (decision is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The decision no longer exists.");
        await unit.LockAsync(CreateFlagHandler.Lock(decision.PostId), cancel);
        await db.Entry(decision).ReloadAsync(cancel);
        var item = await db.ModerationItems.SingleAsync(i => i.Id == decision.ItemId, cancel);
        if (item.Version != args.Version || decision.UndoneAt is not null) return Conflict(DecideHandler.Changed);
        if (await db.ModerationDecisions.AnyAsync(d => d.ItemId == item.Id && d.UndoneAt == null && d.CreatedAt > decision.CreatedAt, cancel)) return Conflict("Somebody has decided on it again since: undo the newest decision first.");
        if (item.Status == ItemStatus.Decided && await db.ModerationItems.AnyAsync(i => i.PostId == item.PostId && i.Status != ItemStatus.Decided, cancel))
            return Conflict("The post was flagged again since, and waits in the queue: decide on it there. Nothing was undone.");

        var effects = DecisionEffects.Of(decision.Effects);
        if (await RestoreAsync(unit, decision.PostId, effects, cancel) is { } obstacle) return Conflict(obstacle);
        var (now, by) = (time.GetUtcNow(), run.Directive.RequestedById!.Value);
        var flags = effects.Flags;
        await db.ModerationFlags.Where(f => flags.Contains(f.Id)).ExecuteUpdateAsync(set => set.SetProperty(f => f.Status, FlagStatus.Open).SetProperty(f => f.UpdatedAt, now), cancel);
        item.Version++;
        (item.Status, item.Severity) = (effects.StatusBefore, effects.SeverityBefore);
        (item.Decision, item.DecidedByUserId, item.DecidedAt) = (null, null, null);
        (decision.UndoneAt, decision.UndoneByUserId) = (now, by);
        await db.SaveChangesAsync(cancel);

        var post = await db.ForumPosts.Where(p => p.Id == decision.PostId).Select(p => new { p.ThreadId, p.Number }).SingleAsync(cancel);
        var told = await signals.EmitAsync(
            unit,
            ModerationSignals.ActionUndone,
            ModerationSignals.Item(item.Id),
            new DecisionFact(decision.Id, item.Id, item.PostId, post.ThreadId, decision.Action, item.Version),
            new SignalOptions { Stream = ForumSubjects.Thread(post.ThreadId).Stream },
            cancel);
        if (effects.Told is { } author)
        {
            var about = ModerationSignals.Decision(decision.Id);
            await NoticeWriter.TakeBackAsync(unit, NotificationKinds.Moderation, about, cancel);
            var notice = new Notice(author, NotificationKinds.ModerationUndone, about) { ThreadId = post.ThreadId, Number = post.Number, Detail = decision.Action };
            await notices.WriteAsync(unit, told, [notice], external: true, cancel);
        }

        return new DirectiveOutcome.Succeeded(new { decision_id = decision.Id, version = item.Version });
    }

    /// <summary>Why it cannot be undone, or null when all is as it was.</summary>
    private async Task<string?> RestoreAsync(TenantUnit unit, Guid post, DecisionEffects effects, CancellationToken cancel)
    {
        if (effects.Post is { } visibility && !await states.RestorePostAsync(unit, post, visibility, cancel))
            return $"The post is no longer {visibility.To} by this decision: somebody else has changed it since. Nothing was undone.";
        if (effects is { ThreadId: { } locked, Thread: { } state } && !await states.RestoreThreadAsync(unit, locked, state, cancel))
            return "The thread is no longer locked by this decision: somebody else has changed it since. Nothing was undone.";
        if (effects is { ThreadId: { } moved, Category: { } category } && !await states.MoveThreadBackAsync(unit, moved, category.From, category.To, cancel))
            return "The thread is no longer where this decision has moved it, or the category it was in is gone. Nothing was undone.";
        return effects.Silence is { } silence && !await silences.RestoreAsync(unit, silence, cancel)
            ? "The author’s silence was changed since. Nothing was undone."
            : null;
    }

    private static DirectiveOutcome.Failed Conflict(string message) => new(DirectiveErrors.Conflict, message);
}
