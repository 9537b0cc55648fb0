using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Forums;

/// <summary>What a forum does when something has happened in it.</summary>
public static class ForumHandlers
{
    /// <summary>An import writes a thread with its counters, so each post of it need not be counted again.</summary>
    public static readonly SignalSubscription ThreadCounters = new("forum.thread_counters", "forum.post.created", "forum.post.hidden", "forum.post.unhidden", "forum.post.deleted") { DuringImport = false };

    /// <summary>An import's threads are indexed whole (<see cref="SearchThreads"/>).</summary>
    public static readonly SignalSubscription SearchPosts =
        new("forum.search_posts", "forum.post.created", "forum.post.edited", "forum.post.hidden", "forum.post.unhidden", "forum.post.deleted") { DuringImport = false };

    public static readonly SignalSubscription SearchThreads = new("forum.search_threads", "forum.thread.created", "forum.thread.updated", "forum.thread.merged", "forum.thread.split");

    /// <summary>Whose posts came in with a thread: an import tells of them by the thread alone.</summary>
    public static readonly SignalSubscription WriterCounters = new("forum.writer_counters", "forum.thread.created");

    /// <summary>One post after another.</summary>
    public static readonly SignalSubscription MemberCounters = new("forum.member_counters", "forum.post.*") { DuringImport = false };
}
