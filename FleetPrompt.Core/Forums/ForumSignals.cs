using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

/// <summary>What happens in a forum. Posts and moderation are told on the thread's stream.</summary>
public static class ForumSignals
{
    public static readonly SignalType<CategoryFact> CategoryCreated = new("forum.category.created", "created a category");
    public static readonly SignalType<ThreadFact> ThreadCreated = new("forum.thread.created", "started the thread");
    public static readonly SignalType<PostFact> PostCreated = new("forum.post.created", "posted");
    public static readonly SignalType<ThreadStateFact> ThreadLocked = new("forum.thread.locked", "locked the thread");
    public static readonly SignalType<ThreadStateFact> ThreadUnlocked = new("forum.thread.unlocked", "unlocked the thread");
    public static readonly SignalType<ThreadPinFact> ThreadPinned = new("forum.thread.pinned", "pinned the thread");
    public static readonly SignalType<ThreadPinFact> ThreadUnpinned = new("forum.thread.unpinned", "unpinned the thread");
    public static readonly SignalType<ThreadViewFact> ThreadViewed = new("forum.thread.viewed", "looked at the thread", Visibility.Admins);
    public static readonly SignalType<PostStateFact> PostHidden = new("forum.post.hidden", "hid a post");
    public static readonly SignalType<PostStateFact> PostUnhidden = new("forum.post.unhidden", "showed a hidden post again");
    public static readonly SignalType<PostStateFact> PostDeleted = new("forum.post.deleted", "deleted a post");
    public static readonly SignalType<ReactionFact> PostReacted = new("forum.post.reacted", "reacted to a post");
    public static readonly SignalType<ReactionFact> PostUnreacted = new("forum.post.unreacted", "took a reaction back");
    public static readonly SignalType<AnswerFact> ThreadSolved = new("forum.thread.solved", "accepted an answer");
    public static readonly SignalType<AnswerFact> ThreadUnsolved = new("forum.thread.unsolved", "took the accepted answer back");
    public static readonly SignalType<CategoryStateFact> CategoryUpdated = new("forum.category.updated", "changed a category");
    public static readonly SignalType<PostEditedFact> PostEdited = new("forum.post.edited", "edited a post");
    public static readonly SignalType<ThreadUpdatedFact> ThreadUpdated = new("forum.thread.updated", "changed the thread's title or tags");
    public static readonly SignalType<ThreadMovedFact> ThreadMoved = new("forum.thread.moved", "moved the thread to another category");
    public static readonly SignalType<ThreadMergedFact> ThreadMerged = new("forum.thread.merged", "merged two threads");
    public static readonly SignalType<ThreadSplitFact> ThreadSplit = new("forum.thread.split", "split posts off into a new thread");

    public static readonly SignalType<MemberTrustFact> TrustSet = new("forum.member.trust_set", "set a member's trust level");
    public static readonly SignalType<ForumSettingsFact> SettingsChanged = new("forum.settings.changed", "changed the forum's settings");

    public static readonly IReadOnlyList<SignalType> All =
    [
        SettingsChanged,
        TrustSet,
        CategoryCreated,
        ThreadCreated,
        PostCreated,
        ThreadLocked,
        ThreadUnlocked,
        ThreadPinned,
        ThreadUnpinned,
        ThreadViewed,
        BookmarkDirectives.Reminded,
        PostHidden,
        PostUnhidden,
        PostDeleted,
        PostReacted,
        PostUnreacted,
        ThreadSolved,
        ThreadUnsolved,
        CategoryUpdated,
        PostEdited,
        ThreadUpdated,
        ThreadMoved,
        ThreadMerged,
        ThreadSplit,
    ];
}

/// <param name="Version">Of the settings from here on.</param>
public sealed record ForumSettingsFact(string Language, bool PublicRead, int Version);

/// <param name="Level">Null when it is left to what the member earns.</param>
public sealed record MemberTrustFact(Guid UserId, int? Level, int Version);

public sealed record CategoryFact(Guid CategoryId);

public sealed record ThreadFact(Guid ThreadId, Guid CategoryId);

public sealed record PostFact(Guid PostId, Guid ThreadId, int Number, string Role);

/// <param name="Version">The thread's version from here on.</param>
public sealed record ThreadStateFact(Guid ThreadId, string Status, int Version);

/// <inheritdoc cref="ThreadStateFact"/>
public sealed record ThreadPinFact(Guid ThreadId, bool Pinned, int Version);

public sealed record ThreadViewFact(Guid ThreadId);

/// <inheritdoc cref="ThreadStateFact"/>
public sealed record PostStateFact(Guid PostId, Guid ThreadId, int Number, string Status, int Version);

/// <param name="Type">One of <see cref="ReactionType"/>.</param>
public sealed record ReactionFact(Guid PostId, Guid ThreadId, int Number, string Type);

/// <param name="Version">The thread's version from here on.</param>
public sealed record AnswerFact(Guid ThreadId, Guid PostId, int Number, int Version);

/// <param name="Version">The category's version from here on.</param>
public sealed record CategoryStateFact(Guid CategoryId, string Mode, string Status, int Version);

/// <param name="Version">The post's version from here on.</param>
/// <param name="Kept">The former text is in its history.</param>
public sealed record PostEditedFact(Guid PostId, Guid ThreadId, int Number, int Version, bool Kept);

/// <param name="Version">The thread's version from here on.</param>
public sealed record ThreadUpdatedFact(Guid ThreadId, int Version);

/// <param name="Version">The thread's version from here on.</param>
public sealed record ThreadMovedFact(Guid ThreadId, Guid FromCategoryId, Guid CategoryId, int Version);

/// <summary>Told on the streams of both; <paramref name="ThreadId"/> is the one whose stream it is.</summary>
public sealed record ThreadMergedFact(Guid ThreadId, Guid FromThreadId, Guid IntoThreadId, int Posts);

/// <inheritdoc cref="ThreadMergedFact"/>
/// <param name="Version">The version of the thread that was split, from here on.</param>
public sealed record ThreadSplitFact(Guid ThreadId, Guid FromThreadId, Guid NewThreadId, int Posts, int Version);
