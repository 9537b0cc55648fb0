namespace FleetPrompt.Web.Components;

/// <summary>Where the server keeps what is typed into a composer.</summary>
/// <param name="Version">What the page was rendered from; 0 for a draft that is not there yet.</param>
public sealed record DraftSlot(Guid Id, string Kind, Guid? ThreadId, Guid? PostId, int Version);
