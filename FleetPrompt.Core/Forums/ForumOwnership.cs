using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>What belongs to the author of a thread or post, beside owners and admins. Asked at the request and again when a directive runs; null where nothing is in the way.</summary>
internal static class ForumOwnership
{
    public static async Task<Error?> AnswerRefusalAsync(TenantUnit unit, Guid? user, Guid threadId, DateTimeOffset now, CancellationToken cancel)
    {
        if (user is not { } id || await unit.ForumStandingAsync(id, now, cancel) is not { } standing) return new NotFound();
        var own = await unit.Db.ForumThreads.AnyAsync(t => t.Id == threadId && t.CreatedByUserId == id, cancel);
        return ForumRights.Refusal(standing, own ? ForumAct.AcceptInOwnThread : ForumAct.AcceptAnswer, now);
    }

    public static async Task<Error?> DeleteRefusalAsync(TenantUnit unit, Guid? user, Guid postId, DateTimeOffset now, CancellationToken cancel)
    {
        if (user is not { } id || await unit.ForumStandingAsync(id, now, cancel) is not { } standing) return new NotFound();
        var own = await unit.Db.ForumPosts.AnyAsync(p => p.Id == postId && p.AuthorUserId == id, cancel);
        return ForumRights.Refusal(standing, own ? ForumAct.DeleteOwnPost : ForumAct.DeletePost, now);
    }
}
