using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>Makes a flag and says so. That it leads into the queue is somebody else's part, who listens.</summary>
internal sealed class CreateFlagHandler(SignalBus signals, TimeProvider time) : IDirectiveHandler<CreateFlag>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, CreateFlag args, CancellationToken cancel)
    {
        var (unit, db) = (run.Unit, run.Unit.Db);
        var person = run.Directive.RequestedByType == Actor.UserType ? run.Directive.RequestedById : null;
        if (person is null == args.Rule is null) return new DirectiveOutcome.Failed(DirectiveErrors.Validation, "A flag is either a person's or a rule's.");
        await unit.LockAsync(Lock(args.PostId), cancel);
        var post = await db.ForumPosts.AsNoTracking()
            .Where(p => p.Id == args.PostId && p.ThreadId == args.ThreadId && p.Status != PostStatus.Deleted)
            .Select(p => new { p.Number, p.AuthorUserId })
            .SingleOrDefaultAsync(cancel);
        if (post is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The post no longer exists.");
        if (person is not null && post.AuthorUserId == person) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "Nobody flags a post of their own.");
        if (await db.ModerationFlags.AnyAsync(f => f.PostId == args.PostId && f.Status == FlagStatus.Open && (person != null ? f.FlaggerUserId == person : f.Rule == args.Rule), cancel))
            return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, $"Post #{post.Number} was flagged like this already, and waits for a moderator.");

        var flag = await FlagAsync(unit, args, person, cancel);
        db.ModerationFlags.Add(flag);
        await db.SaveChangesAsync(cancel);
        var onThread = new SignalOptions { Stream = ForumSubjects.Thread(args.ThreadId).Stream };
        await signals.EmitAsync(
            unit,
            [
                SignalBus.Draft(ModerationSignals.FlagCreated, ModerationSignals.Flag(flag.Id), new FlagFact(flag.Id, flag.PostId, flag.ThreadId, flag.Reason, flag.Origin, flag.Rule), onThread),
                SignalBus.Draft(ModerationSignals.PostFlagged, ForumSubjects.Post(flag.PostId), new PostFlagFact(flag.PostId, flag.ThreadId, post.Number, flag.Reason), onThread),
            ],
            cancel);
        return new DirectiveOutcome.Succeeded(new { flag_id = flag.Id });
    }

    /// <summary>Held while a post's flags and its item are changed, so that they stay in step.</summary>
    internal static string Lock(Guid postId) => $"moderation.post:{postId}";

    private async Task<ModerationFlag> FlagAsync(TenantUnit unit, CreateFlag args, Guid? person, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var record = unit.Db.ModerationFlags.Where(f => person != null ? f.FlaggerUserId == person : f.Rule == args.Rule);
        var right = await record.CountAsync(f => f.Status == FlagStatus.ActionTaken, cancel);
        var wrong = await record.CountAsync(f => f.Status == FlagStatus.Dismissed, cancel);
        var standing = person is { } id ? await Standing.OfAsync(unit, id, now, cancel) : null;
        var weight = standing is not null
            ? FlagScore.OfMember(args.Kind, standing.Trust, standing.Administers, right, wrong)
            : FlagScore.OfRule(args.Kind, args.Confidence ?? 0.5, right, wrong);
        return new ModerationFlag
        {
            Id = Guid.CreateVersion7(now),
            PostId = args.PostId,
            ThreadId = args.ThreadId,
            FlaggerUserId = person,
            Origin = person is null ? FlagOrigin.Rule : FlagOrigin.Member,
            Rule = args.Rule,
            Confidence = args.Confidence,
            Reason = args.Kind,
            Notes = args.Reason,
            Weight = weight,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
