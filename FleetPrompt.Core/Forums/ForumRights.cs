using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>What belongs to the author of a thread or post, beside owners and admins. Asked at the request and again when a directive runs.</summary>
internal static class ForumRights
{
    public const string ChoosesAnswers = "Only who asked the question, or an owner or an admin of this organisation, can choose its answer.";
    public const string DeletesPosts = "Only its author, or an owner or an admin of this organisation, can delete a post.";

    public static async Task<bool> MayChooseAnswerAsync(TenantUnit unit, Guid? user, Guid threadId, CancellationToken cancel) =>
        user is { } id && await unit.RoleOfAsync(id, cancel) is { } role
        && (OrgRole.IsAdministrator(role) || await unit.Db.ForumThreads.AnyAsync(t => t.Id == threadId && t.CreatedByUserId == id, cancel));

    public static async Task<bool> MayDeleteAsync(TenantUnit unit, Guid? user, Guid postId, CancellationToken cancel) =>
        user is { } id && await unit.RoleOfAsync(id, cancel) is { } role
        && (OrgRole.IsAdministrator(role) || await unit.Db.ForumPosts.AnyAsync(p => p.Id == postId && p.AuthorUserId == id, cancel));
}
