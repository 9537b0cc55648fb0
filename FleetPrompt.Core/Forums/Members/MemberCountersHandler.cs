using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>Counts what an author has done again, whichever signal about one of their posts asks.</summary>
internal sealed class MemberCountersHandler(MemberCounting counting) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (!run.Signal.Payload.RootElement.TryGetProperty("post_id", out var post) || !post.TryGetGuid(out var postId)) return;
        if (await run.Unit.Db.ForumPosts.Where(p => p.Id == postId).Select(p => p.AuthorUserId).SingleOrDefaultAsync(cancel) is { } author) await counting.CountAsync(run.Unit, author, cancel);
    }
}

/// <summary>The same for the members who have written in a thread that is new. Authors of an import who are nothing but names are not counted.</summary>
internal sealed class WriterCountersHandler(MemberCounting counting) : ISignalHandler
{
    private const int Most = 100;

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var thread = run.Signal.SubjectId;
        var writers = await run.Unit.Db.ForumPosts.Where(p => p.ThreadId == thread && p.AuthorUserId != null).Select(p => p.AuthorUserId!.Value).Distinct().OrderBy(id => id).Take(Most).ToListAsync(cancel);
        foreach (var writer in writers) await counting.CountAsync(run.Unit, writer, cancel);
    }
}

/// <summary>Never looks at more than <see cref="MemberRecord.Most"/> rows of a kind.</summary>
internal sealed class MemberCounting(TimeProvider time)
{
    public async Task CountAsync(TenantUnit unit, Guid author, CancellationToken cancel)
    {
        // An author of an import is a name that nobody signs in with.
        if (await unit.RoleOfAsync(author, cancel) is null && !await unit.Db.ForumMembers.AnyAsync(m => m.UserId == author, cancel)) return;

        // One count of an author at a time: the last one to count sees all.
        await unit.LockAsync($"forum.member:{author}", cancel);
        var db = unit.Db;
        var posts = db.ForumPosts.Where(p => p.AuthorUserId == author && p.Status == PostStatus.Published);
        var written = await posts.OrderByDescending(p => p.CreatedAt).Take(MemberRecord.Most).CountAsync(cancel);
        var accepted = await db.ForumThreads.Where(t => t.CreatedByUserId != author && posts.Any(p => p.Id == t.AcceptedPostId)).OrderBy(t => t.Id).Take(MemberRecord.Most).CountAsync(cancel);
        var likes = await db.ForumReactions
            .Where(r => r.UserId != author && (r.Type == ReactionType.Like || r.Type == ReactionType.Thanks || r.Type == ReactionType.Upvote) && posts.Any(p => p.Id == r.PostId))
            .OrderBy(r => r.PostId).Take(MemberRecord.Most).CountAsync(cancel);
        var now = time.GetUtcNow();
        if (await db.ForumMembers.AnyAsync(m => m.UserId == author && m.Posts == written && m.Accepted == accepted && m.Likes == likes, cancel)) return;
        var changed = await db.ForumMembers.Where(m => m.UserId == author)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Posts, written).SetProperty(m => m.Accepted, accepted).SetProperty(m => m.Likes, likes).SetProperty(m => m.UpdatedAt, now), cancel);
        if (changed == 0) db.Add(new ForumMember { UserId = author, Posts = written, Likes = likes, Accepted = accepted, CreatedAt = now, UpdatedAt = now });
        await db.SaveChangesAsync(cancel);
    }
}
