using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>Counts what an author has done again, whichever signal about one of their posts asks. Never more than <see cref="MemberRecord.Most"/> rows are looked at.</summary>
internal sealed class MemberCountersHandler(TimeProvider time) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (!run.Signal.Payload.RootElement.TryGetProperty("post_id", out var post) || !post.TryGetGuid(out var postId)) return;
        var db = run.Unit.Db;
        if (await db.ForumPosts.Where(p => p.Id == postId).Select(p => p.AuthorUserId).SingleOrDefaultAsync(cancel) is not { } author) return;

        // One count of an author at a time: the last one to count sees all.
        await run.Unit.LockAsync($"forum.member:{author}", cancel);
        var posts = db.ForumPosts.Where(p => p.AuthorUserId == author && p.Status == PostStatus.Published);
        var written = await posts.OrderByDescending(p => p.CreatedAt).Take(MemberRecord.Most).CountAsync(cancel);
        var accepted = await db.ForumThreads.Where(t => t.CreatedByUserId != author && posts.Any(p => p.Id == t.AcceptedPostId)).OrderBy(t => t.Id).Take(MemberRecord.Most).CountAsync(cancel);
        var likes = await db.ForumReactions
            .Where(r => r.UserId != author && (r.Type == ReactionType.Like || r.Type == ReactionType.Thanks || r.Type == ReactionType.Upvote) && posts.Any(p => p.Id == r.PostId))
            .OrderBy(r => r.PostId).Take(MemberRecord.Most).CountAsync(cancel);
        var now = time.GetUtcNow();
        var changed = await db.ForumMembers.Where(m => m.UserId == author)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Posts, written).SetProperty(m => m.Accepted, accepted).SetProperty(m => m.Likes, likes).SetProperty(m => m.UpdatedAt, now), cancel);
        if (changed == 0) db.Add(new ForumMember { UserId = author, Posts = written, Likes = likes, Accepted = accepted, CreatedAt = now, UpdatedAt = now });
    }
}
