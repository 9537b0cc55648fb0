using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>Does all of a decision in one unit, and writes down what that was. Of two decisions on the same version one is made, and the other is told.</summary>
internal sealed class DecideHandler(SignalBus signals, ModeratedStates states, Silences silences, NoticeWriter notices, TimeProvider time) : IDirectiveHandler<Decide>
{
    internal const string Changed = "Somebody else has decided on this post since your page showed it. Nothing of yours was done; look at it again.";

    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Decide args, CancellationToken cancel)
    {
        var (unit, db) = (run.Unit, run.Unit.Db);
        var postId = await db.ModerationItems.Where(i => i.Id == args.ItemId).Select(i => (Guid?)i.PostId).SingleOrDefaultAsync(cancel);
        if (postId is not { } post) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The item no longer exists.");
        await unit.LockAsync(CreateFlagHandler.Lock(post), cancel);
        var item = await db.ModerationItems.SingleAsync(i => i.Id == args.ItemId, cancel);
        if (item.Version != args.Version || item.Status == ItemStatus.Decided) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, Changed);

        var subject = await db.ForumPosts.AsNoTracking().Where(p => p.Id == post).Select(p => new { p.ThreadId, p.Number, p.AuthorUserId, p.Status }).SingleAsync(cancel);
        var flags = await db.ModerationFlags.Where(f => f.ItemId == item.Id && f.Status == FlagStatus.Open).ToListAsync(cancel);
        var outcome = OutcomeOf(args.Action);
        var effects = new DecisionEffects(item.Status, item.Severity, outcome is null ? [] : [.. flags.Select(f => f.Id)], outcome);
        var acted = await ActAsync(unit, args, post, subject.ThreadId, subject.AuthorUserId, effects, cancel);
        if (!acted.IsOk) return new DirectiveOutcome.Failed(KindOf(acted.Error!), acted.Error!.Message);

        effects = acted.Value;
        var (now, by) = (time.GetUtcNow(), run.Directive.RequestedById!.Value);
        var tells = Tells(args.Action, effects) && subject.AuthorUserId is { } author && author != by ? subject.AuthorUserId : null;
        effects = effects with { Told = tells };
        if (outcome is not null)
        {
            foreach (var flag in flags) (flag.Status, flag.UpdatedAt) = (outcome, now);
        }

        item.Version++;
        item.Status = args.Action == ModerationAction.Escalate ? ItemStatus.Escalated : ItemStatus.Decided;
        if (args.Action == ModerationAction.Escalate) item.Severity = FlagScore.Critical;
        else (item.Decision, item.DecidedByUserId, item.DecidedAt) = (args.Action, by, now);
        (item.ClaimedByUserId, item.ClaimedUntil) = (null, null);
        var decision = new ModerationDecision
        {
            Id = Guid.CreateVersion7(now),
            ItemId = item.Id,
            PostId = post,
            Action = args.Action,
            DecidedByUserId = by,
            Note = string.IsNullOrWhiteSpace(args.Reason) ? null : args.Reason.Trim(),
            DirectiveId = run.Directive.Id,
            Effects = effects.ToJson(),
            CreatedAt = now,
        };
        db.ModerationDecisions.Add(decision);
        await db.SaveChangesAsync(cancel);
        var told = await signals.EmitAsync(
            unit,
            ModerationSignals.ActionTaken,
            ModerationSignals.Item(item.Id),
            new DecisionFact(decision.Id, item.Id, post, subject.ThreadId, args.Action, item.Version),
            new SignalOptions { Stream = ForumSubjects.Thread(subject.ThreadId).Stream },
            cancel);
        if (tells is { } person)
        {
            var notice = new Notice(person, NotificationKinds.Moderation, ModerationSignals.Decision(decision.Id)) { ThreadId = subject.ThreadId, Number = subject.Number, Detail = args.Action };
            await notices.WriteAsync(unit, told, [notice], external: true, cancel);
        }

        return new DirectiveOutcome.Succeeded(new { decision_id = decision.Id, version = item.Version });
    }

    /// <summary>What becomes of the flags; null where they stay open.</summary>
    private static string? OutcomeOf(string action) =>
        action switch
        {
            ModerationAction.Escalate => null,
            ModerationAction.Approve => FlagStatus.Reviewed,
            ModerationAction.Dismiss => FlagStatus.Dismissed,
            _ => FlagStatus.ActionTaken,
        };

    /// <summary>Authors are told of what changes something for them.</summary>
    private static bool Tells(string action, DecisionEffects effects) =>
        action is ModerationAction.Warn or ModerationAction.Silence || effects.Post is not null || effects.Thread is not null || effects.Category is not null;

    private async Task<Result<DecisionEffects>> ActAsync(TenantUnit unit, Decide args, Guid post, Guid thread, Guid? author, DecisionEffects effects, CancellationToken cancel)
    {
        var to = args switch
        {
            { Action: ModerationAction.Approve or ModerationAction.Dismiss } => PostStatus.Published,
            { Action: ModerationAction.Delete } => PostStatus.Deleted,
            { Action: ModerationAction.Hide } or { HidesPost: true, Action: not ModerationAction.Escalate } => PostStatus.Hidden,
            _ => null,
        };
        if (to is not null && !(to == PostStatus.Published && await IsGoneAsync(unit, post, cancel)))
        {
            var changed = await states.SetPostAsync(unit, post, to, args.Reason, cancel);
            if (!changed.IsOk) return changed.Error!;
            effects = effects with { Post = changed.Value };
        }

        switch (args.Action)
        {
            case ModerationAction.Lock:
                var locked = await states.LockThreadAsync(unit, thread, args.Reason, cancel);
                return locked.Then(change => effects with { ThreadId = thread, Thread = change });
            case ModerationAction.Move:
                var moved = await states.MoveThreadAsync(unit, thread, args.CategoryId!.Value, cancel);
                return moved.Then(from => effects with { ThreadId = thread, Category = from is { } before ? new CategoryChange(before, args.CategoryId.Value) : null });
            case ModerationAction.Warn when author is null:
                return new Conflict("This post has no author who could be warned.");
            case ModerationAction.Silence:
                if (author is not { } person) return new Conflict("This post has no author who could be silenced.");
                if (OrgRole.IsAdministrator(await unit.RoleOfAsync(person, cancel))) return new Conflict("Owners and admins cannot be silenced.");
                return effects with { Silence = await silences.SetAsync(unit, person, args.Days!.Value, cancel) };
            default:
                return effects;
        }
    }

    /// <summary>Flags of a post that its author or somebody else has deleted can still be closed.</summary>
    private static Task<bool> IsGoneAsync(TenantUnit unit, Guid post, CancellationToken cancel) => unit.Db.ForumPosts.AnyAsync(p => p.Id == post && p.Status == PostStatus.Deleted, cancel);

    internal static string KindOf(Error error) => error is NotFound ? DirectiveErrors.NotFound : DirectiveErrors.Conflict;
}
