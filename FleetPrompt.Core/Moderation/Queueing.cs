using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>Asks, in the system's name, that a flagged post is queued. A flag that is told again asks for the same.</summary>
internal sealed class FlagQueuer(DirectiveService directives) : ISignalHandler
{
    internal static readonly SignalSubscription Subscription = new("moderation.enqueue", ModerationSignals.FlagCreated.Name);

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var flag = run.Signal.Payload.RootElement;
        var (id, post, thread) = (flag.GetProperty("flag_id").GetGuid(), flag.GetProperty("post_id").GetGuid(), flag.GetProperty("thread_id").GetGuid());
        await directives.RequestAsync(
            run.Unit,
            ModerationDirectives.Enqueue,
            new(ForumSubjects.Post(post), new Enqueue(id, post, thread), id.ToString(), ForumSubjects.Thread(thread).Stream),
            cancel);
    }
}

/// <summary>Puts a flagged post into the queue, or the flag to those it has there already; from the organisation's threshold on, asks that the post is hidden until somebody has looked.</summary>
internal sealed class EnqueueHandler(SignalBus signals, DirectiveService directives, TimeProvider time) : IDirectiveHandler<Enqueue>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Enqueue args, CancellationToken cancel)
    {
        var (unit, db) = (run.Unit, run.Unit.Db);
        await unit.LockAsync(CreateFlagHandler.Lock(args.PostId), cancel);
        var flag = await db.ModerationFlags.SingleOrDefaultAsync(f => f.Id == args.FlagId, cancel);
        if (flag is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The flag no longer exists.");
        if (flag.Status != FlagStatus.Open || flag.ItemId is not null) return new DirectiveOutcome.Succeeded(new { item_id = flag.ItemId });

        var setting = await db.ModerationSettings.AsNoTracking().SingleOrDefaultAsync(cancel) ?? new ModerationSetting();
        var item = await db.ModerationItems.SingleOrDefaultAsync(i => i.PostId == args.PostId && i.Status != ItemStatus.Decided, cancel);
        if (item is null)
        {
            item = new ModerationItem { Id = Guid.CreateVersion7(time.GetUtcNow()), PostId = args.PostId, ThreadId = args.ThreadId, FirstFlaggedAt = flag.CreatedAt, LastFlaggedAt = flag.CreatedAt };
            db.ModerationItems.Add(item);
        }

        flag.ItemId = item.Id;
        item.LastFlaggedAt = flag.CreatedAt;
        var others = await db.ModerationFlags.Where(f => f.ItemId == item.Id && f.Status == FlagStatus.Open).Select(f => f.Weight).ToListAsync(cancel);
        item.Score = flag.Weight + others.Sum();
        item.Severity = FlagScore.Severity(item.Score, setting.Threshold, item.Status == ItemStatus.Escalated);
        await db.SaveChangesAsync(cancel);
        await signals.EmitAsync(
            unit,
            ModerationSignals.ItemQueued,
            ModerationSignals.Item(item.Id),
            new ItemFact(item.Id, item.PostId, item.ThreadId, others.Count + 1, FlagScore.Word(item.Severity)),
            new SignalOptions { Stream = ForumSubjects.Thread(args.ThreadId).Stream },
            cancel);
        var hides = setting.AutoHide && item.Score >= setting.Threshold && await HideAsync(run, item, setting.Threshold, cancel);
        return new DirectiveOutcome.Succeeded(new { item_id = item.Id, score = item.Score, hides });
    }

    private async Task<bool> HideAsync(DirectiveRun run, ModerationItem item, double threshold, CancellationToken cancel)
    {
        var post = await run.Unit.Db.ForumPosts.AsNoTracking().Where(p => p.Id == item.PostId).Select(p => new { p.Status, p.Version }).SingleAsync(cancel);
        if (post.Status != PostStatus.Published) return false;
        var reason = string.Create(CultureInfo.InvariantCulture, $"Hidden until a moderator has looked: its flags weigh {item.Score:0.##}, and this organisation hides posts from {threshold:0.##} on.");
        var asked = await directives.RequestAsync(
            run.Unit,
            ForumDirectives.HidePost,
            new(
                ForumSubjects.Post(item.PostId),
                new PostModeration(item.PostId, item.ThreadId, post.Version, reason),
                $"{post.Version.ToString(CultureInfo.InvariantCulture)}:{item.Id}",
                ForumSubjects.Thread(item.ThreadId).Stream),
            cancel);
        return asked.IsOk;
    }
}

/// <summary>Remembers on the item that nobody has hidden its post but its score.</summary>
internal sealed class AutoHiddenHandler : ISignalHandler
{
    internal static readonly SignalSubscription Subscription = new("moderation.auto_hidden", ForumSignals.PostHidden.Name);

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (run.Signal.ActorType != Tenancy.Actor.SystemType) return;
        var (post, posts) = (run.Signal.SubjectId, run.Unit.Db.ForumPosts);
        await run.Unit.Db.ModerationItems
            .Where(i => i.PostId == post && i.Status != ItemStatus.Decided && !i.AutoHidden && posts.Any(p => p.Id == post && p.Status == PostStatus.Hidden && p.ModeratedByUserId == null))
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.AutoHidden, true), cancel);
    }
}
