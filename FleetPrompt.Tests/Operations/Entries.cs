using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Tests.Operations;

/// <summary>Timeline entries for tests.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset At = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    private static readonly Guid Chain = new("0192f0c0-0000-7000-8000-0000000000cc");

    public static TimelineEntry Signal(string name = "forum.thread.locked", Guid? causedBy = null, Actor? actor = null, long seq = 1) =>
        new(
            TimelineEntry.Signal, Guid.CreateVersion7(), name, seq, At, actor ?? Actor.System, "Ana", "locked the thread", "forum.thread", Guid.NewGuid(), "forum.thread:1", "How to rotate a key", Chain, causedBy,
            "web", null);

    public static TimelineEntry Directive(string status = "succeeded", string name = "forum.thread.lock", Guid? causedBy = null, string? error = null, long seq = 1) =>
        Signal(name, causedBy, seq: seq) with
        {
            Kind = TimelineEntry.Directive,
            Phrase = "asked to lock the thread",
            State = new DirectiveState(status, 1, At, At, At.AddMilliseconds(12), error is null ? null : "conflict", error),
        };
}
