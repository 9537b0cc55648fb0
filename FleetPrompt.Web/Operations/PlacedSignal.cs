using FleetPrompt.Core.Operations;

namespace FleetPrompt.Web.Operations;

/// <summary>A signal at its place in a list, 0 the first.</summary>
public sealed record PlacedSignal(int Index, TimelineEntry Entry);
