using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

/// <summary>What moderators may ask for.</summary>
public static class ForumDirectives
{
    public static readonly DirectiveType<ThreadModeration> LockThread = new("forum.thread.lock", "asked to lock the thread", OrgRole.Administrators);
    public static readonly DirectiveType<ThreadModeration> UnlockThread = new("forum.thread.unlock", "asked to unlock the thread", OrgRole.Administrators);
    public static readonly DirectiveType<PostModeration> HidePost = new("forum.post.hide", "asked to hide a post", OrgRole.Administrators);
    public static readonly DirectiveType<PostModeration> UnhidePost = new("forum.post.unhide", "asked to show a hidden post again", OrgRole.Administrators);
    public static readonly DirectiveType<SearchReindex> ReindexSearch = new("forum.search.reindex", "asked to make the search index anew", OrgRole.Administrators);
    public static readonly DirectiveType<PostModeration> DeletePost = new("forum.post.delete", "asked to delete a post", OrgRole.Administrators);
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
