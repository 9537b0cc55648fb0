using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Forums;

/// <summary>What a forum does when something has happened in it.</summary>
public static class ForumHandlers
{
    /// <summary>An import writes a thread with its counters, so each post of it need not be counted again.</summary>
    public static readonly SignalSubscription ThreadCounters = new("forum.thread_counters", "forum.post.*") { DuringImport = false };

    /// <summary>Authors of an import are names without an account.</summary>
    public static readonly SignalSubscription MemberCounters = new("forum.member_counters", "forum.post.*") { DuringImport = false };
}
