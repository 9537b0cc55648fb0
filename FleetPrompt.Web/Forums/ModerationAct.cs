namespace FleetPrompt.Web.Forums;

public enum ModerationVerb
{
    Lock,
    Unlock,
    Pin,
    Unpin,
    Hide,
    Unhide,
    Delete,
    Solve,
    Unsolve,
}

/// <summary>What a moderator has decided on the page.</summary>
/// <param name="PostId">Null for the thread itself.</param>
/// <param name="Version">Of the thread or post, as it stood when the question was opened.</param>
public sealed record ModerationAct(ModerationVerb Verb, Guid? PostId, int Version, string? Reason);
