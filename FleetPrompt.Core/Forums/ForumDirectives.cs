using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

/// <summary>What moderators may ask for, and authors for what is theirs: where every role is named, <see cref="ForumOwnership"/> decides.</summary>
public static class ForumDirectives
{
    public static readonly DirectiveType<ThreadModeration> LockThread = new("forum.thread.lock", "asked to lock the thread", OrgRole.Administrators);
    public static readonly DirectiveType<ThreadModeration> UnlockThread = new("forum.thread.unlock", "asked to unlock the thread", OrgRole.Administrators);
    public static readonly DirectiveType<ThreadModeration> PinThread = new("forum.thread.pin", "asked to pin the thread", OrgRole.Administrators);
    public static readonly DirectiveType<ThreadModeration> UnpinThread = new("forum.thread.unpin", "asked to unpin the thread", OrgRole.Administrators);

    /// <summary>The system hides what too many have flagged, until a moderator has looked.</summary>
    public static readonly DirectiveType<PostModeration> HidePost = new("forum.post.hide", "asked to hide a post", [.. OrgRole.Administrators, Actor.SystemType]);

    public static readonly DirectiveType<PostModeration> UnhidePost = new("forum.post.unhide", "asked to show a hidden post again", OrgRole.Administrators);
    public static readonly DirectiveType<MemberTrust> SetTrust = new("forum.member.trust.set", "asked to set a member's trust level", OrgRole.Administrators);
    public static readonly DirectiveType<SearchReindex> ReindexSearch = new("forum.search.reindex", "asked to make the search index anew", OrgRole.Administrators);
    public static readonly DirectiveType<PostModeration> DeletePost = new("forum.post.delete", "asked to delete a post", OrgRole.All);
    public static readonly DirectiveType<AnswerChoice> SolveThread = new("forum.thread.solve", "asked to accept an answer", OrgRole.All);
    public static readonly DirectiveType<AnswerChoice> UnsolveThread = new("forum.thread.unsolve", "asked to take the accepted answer back", OrgRole.All);
    public static readonly DirectiveType<ThreadMove> MoveThread = new("forum.thread.move", "asked to move the thread to another category", OrgRole.Administrators);
    public static readonly DirectiveType<ThreadMerge> MergeThreads = new("forum.thread.merge", "asked to merge the thread into another", OrgRole.Administrators);
    public static readonly DirectiveType<ThreadSplit> SplitThread = new("forum.thread.split", "asked to split posts off the thread", OrgRole.Administrators);
    public static readonly DirectiveType<CategoryUpdate> UpdateCategory = new("forum.category.update", "asked to archive or reopen a category", OrgRole.Administrators);
}

/// <param name="Version">The thread's version on the page that was acted on.</param>
public sealed record ThreadModeration(Guid ThreadId, int Version, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => Moderation.Problems(ThreadId, Version, Reason);
}

/// <param name="Version">The post's version on the page that was acted on.</param>
public sealed record PostModeration(Guid PostId, Guid ThreadId, int Version, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => Moderation.Problems(PostId, Version, Reason);
}

/// <param name="Version">The thread's version on the page that was acted on.</param>
public sealed record AnswerChoice(Guid ThreadId, Guid PostId, int Version) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => Moderation.Problems(PostId == Guid.Empty ? PostId : ThreadId, Version, null);
}

/// <param name="Version">The category's version on the page that was acted on.</param>
public sealed record CategoryUpdate(Guid CategoryId, int Version, bool Archived, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => Moderation.Problems(CategoryId, Version, Reason);
}

internal static class Moderation
{
    public const int MaxReasonLength = 500;

    public static IEnumerable<FieldProblem> Problems(Guid subject, int version, string? reason)
    {
        if (subject == Guid.Empty) yield return new("subject", "Say which post or thread is meant.");
        if (version < 0) yield return new("version", "The version cannot be negative. Reload the page.");
        if (reason?.Length > MaxReasonLength) yield return new("reason", $"Keep the reason within {MaxReasonLength} characters.");
    }
}
