namespace FleetPrompt.Core.Work;

/// <summary>Somebody else holds the work now: whatever this runner did rolls back.</summary>
public sealed class LeaseLostException(ClaimedWork work) : Exception($"The token {work.Token} no longer holds {work.Kind} {work.WorkId}.");
