using System.Text.Json;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Notices;

/// <summary>Who is told when something has happened in a forum. What an import brings in is no news.</summary>
public static class NoticeHandlers
{
    public static readonly SignalSubscription Posts = new("forum.notices.posts", ForumSignals.PostCreated.Name) { DuringImport = false };

    /// <summary>What happens to a post, told to who wrote it.</summary>
    public static readonly SignalSubscription Authors = new(
        "forum.notices.authors",
        ForumSignals.PostHidden.Name,
        ForumSignals.PostUnhidden.Name,
        ForumSignals.PostDeleted.Name,
        "forum.post.reacted",
        "forum.post.unreacted",
        "forum.thread.solved") { DuringImport = false };
}

file static class News
{
    /// <summary>It was told when it happened. Whoever follows the matter only since then is not told of it by a replay.</summary>
    public static async Task<bool> IsOldAsync(SignalRun run, string handler, CancellationToken cancel) =>
        run.ReplayId is not null && await run.Unit.Db.SignalDeliveries.AnyAsync(d => d.SignalId == run.Signal.Id && d.Handler == handler && d.ReplayId == null && d.Status == DeliveryStates.Done, cancel);
}

/// <summary>Tells those who are mentioned, then those who are quoted, then those who follow the thread. Who has muted the thread, or its category and nothing in it, is told nothing.</summary>
internal sealed class PostNoticesHandler(NoticeWriter writer, IMemberNames names) : ISignalHandler
{
    private const int MostFollowers = 1_000;

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var (unit, signal) = (run.Unit, run.Signal);
        if (signal.Source == Sources.Import || await News.IsOldAsync(run, NoticeHandlers.Posts.Name, cancel)) return;
        var db = unit.Db;
        var post = await db.ForumPosts.AsNoTracking().Where(p => p.Id == signal.SubjectId && p.Status == PostStatus.Published)
            .Join(db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { p.Id, p.ThreadId, p.Number, p.ContentHtml, p.AuthorUserId, t.CategoryId, t.CreatedByUserId }).SingleOrDefaultAsync(cancel);
        if (post is null) return;

        Notice Told(Guid user, string kind, bool mail = true) =>
            new(user, kind, ForumSubjects.Post(post.Id)) { ThreadId = post.ThreadId, Number = post.Number, ActorId = post.AuthorUserId, MayMail = mail };

        var mentioned = await MentionedAsync(unit, post.ContentHtml, cancel);
        var quoted = await QuotedAsync(unit, post.ContentHtml, cancel);
        var levels = await LevelsAsync(unit, post.ThreadId, post.CategoryId, [.. mentioned, .. quoted, post.CreatedByUserId], cancel);
        levels.TryAdd(post.CreatedByUserId, WatchLevel.Watching); // told before their own first post was seen to

        // Who has read it, or wrote below it, is told nothing new: they may follow the thread only since then.
        var followers = levels.Where(l => l.Value is WatchLevel.Watching or WatchLevel.Tracking).Select(l => l.Key).ToList();
        var readers = await db.ThreadUsers.Where(u => u.ThreadId == post.ThreadId && followers.Contains(u.UserId) && u.LastReadNumber >= post.Number).Select(u => u.UserId).ToListAsync(cancel);
        var notices = mentioned.Select(user => Told(user, NotificationKinds.Mention))
            .Concat(quoted.Select(user => Told(user, NotificationKinds.Quote)))
            .Concat(followers.Except(readers).Select(user => Told(user, NotificationKinds.Reply, levels[user] == WatchLevel.Watching)));
        await writer.WriteAsync(unit, signal, notices.Where(n => levels.GetValueOrDefault(n.UserId) != WatchLevel.Muted), run.ExternalEffects, cancel);
    }

    /// <summary>Of each mention those who have the longest name that it may be.</summary>
    private async Task<List<Guid>> MentionedAsync(TenantUnit unit, string html, CancellationToken cancel)
    {
        var mentions = Mentions.InHtml(html);
        if (mentions.Count == 0) return [];
        var people = (await names.FindAsync(unit, [.. mentions.SelectMany(m => m).Distinct()], cancel)).ToLookup(p => p.Key, p => p.Id);
        return [.. mentions.SelectMany(m => m.FirstOrDefault(people.Contains) is { } name ? people[name] : []).Distinct()];
    }

    private static async Task<List<Guid>> QuotedAsync(TenantUnit unit, string html, CancellationToken cancel)
    {
        var authors = new List<Guid>();
        foreach (var thread in Quotes.In(html).GroupBy(q => q.Thread, q => q.Number))
        {
            var (id, numbers) = (thread.Key, thread.ToList());
            authors.AddRange(await unit.Db.ForumPosts.Where(p => p.ThreadId == id && numbers.Contains(p.Number) && p.Status == PostStatus.Published && p.AuthorUserId != null).Select(p => p.AuthorUserId!.Value).ToListAsync(cancel));
        }

        return authors;
    }

    /// <summary>How closely people follow the thread: those who follow it or its category, and those who are asked about besides.</summary>
    private static async Task<Dictionary<Guid, string>> LevelsAsync(TenantUnit unit, Guid thread, Guid category, List<Guid> besides, CancellationToken cancel)
    {
        string[] told = [WatchLevel.Watching, WatchLevel.Tracking];
        var byCategory = await unit.Db.CategoryUsers.Where(u => u.CategoryId == category && (told.Contains(u.Level) || besides.Contains(u.UserId)))
            .Take(MostFollowers).ToDictionaryAsync(u => u.UserId, u => u.Level, cancel);
        var asked = besides.Concat(byCategory.Keys).ToList();
        var byThread = await unit.Db.ThreadUsers.AsNoTracking().Where(u => u.ThreadId == thread && (told.Contains(u.Level) || asked.Contains(u.UserId)))
            .Take(MostFollowers).ToDictionaryAsync(u => u.UserId, cancel);
        return byCategory.Keys.Union(byThread.Keys).ToDictionary(
            user => user,
            user => WatchLevel.Of(byThread.GetValueOrDefault(user)?.Level, byThread.GetValueOrDefault(user)?.LevelChosen == true, byCategory.GetValueOrDefault(user)));
    }
}

/// <summary>Tells an author what others have done with a post: reactions, an accepted answer, a moderator's decision (without who decided). A reaction that is taken back is not told any more.</summary>
internal sealed class AuthorNoticesHandler(NoticeWriter writer) : ISignalHandler
{
    /// <summary>Facts of a moderator's decision on a flagged post, which is told to the author as a whole by who decides.</summary>
    private const string Decision = "forum.moderation.action.";

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var (unit, signal) = (run.Unit, run.Signal);
        if (signal.Source == Sources.Import || await News.IsOldAsync(run, NoticeHandlers.Authors.Name, cancel)) return;
        var facts = signal.Payload.RootElement;
        if (!facts.TryGetProperty("post_id", out var id) || !id.TryGetGuid(out var postId)) return;
        var post = await unit.Db.ForumPosts.Where(p => p.Id == postId).Select(p => new { p.ThreadId, p.Number, p.AuthorUserId }).SingleOrDefaultAsync(cancel);
        if (post?.AuthorUserId is not { } author) return;

        var doer = signal.ActorType == Actor.UserType ? signal.ActorId : null;
        if (signal.Name == "forum.post.unreacted")
        {
            var taken = Text(facts, "type");
            await unit.Db.Notifications
                .Where(n => n.UserId == author && n.Kind == NotificationKinds.Reaction && n.SubjectId == postId && n.ActorId == doer && n.Detail == taken && n.ReadAt == null).ExecuteDeleteAsync(cancel);
            return;
        }

        var (kind, detail) = Of(signal, facts);
        var level = await unit.Db.ThreadUsers.Where(u => u.UserId == author && u.ThreadId == post.ThreadId).Select(u => u.Level).SingleOrDefaultAsync(cancel);
        if (level == WatchLevel.Muted && kind != NotificationKinds.Moderation) return;
        if (kind == NotificationKinds.Moderation && (doer == author || await unit.Db.Signals.AnyAsync(s => s.CorrelationId == signal.CorrelationId && s.CausationId == signal.CausationId && s.Name.StartsWith(Decision), cancel))) return;
        await writer.WriteAsync(
            unit,
            signal,
            [new Notice(author, kind, ForumSubjects.Post(postId)) { ThreadId = post.ThreadId, Number = post.Number, ActorId = kind == NotificationKinds.Moderation ? null : doer, Detail = detail }],
            run.ExternalEffects,
            cancel);
    }

    private static (string Kind, string? Detail) Of(Signal signal, JsonElement facts) => signal.Name switch
    {
        "forum.post.reacted" => (NotificationKinds.Reaction, Text(facts, "type")),
        "forum.thread.solved" => (NotificationKinds.Accepted, null),
        _ => (NotificationKinds.Moderation, signal.Name[(signal.Name.LastIndexOf('.') + 1)..]),
    };

    private static string? Text(JsonElement facts, string name) => facts.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
