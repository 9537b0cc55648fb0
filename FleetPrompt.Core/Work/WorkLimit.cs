namespace FleetPrompt.Core.Work;

/// <summary>How much work of one name an organisation may have at once and in time, over all nodes together. What is over the limit waits in line; others go past it.</summary>
/// <param name="MaxRunning">Running at once; null for any number.</param>
/// <param name="PerSecond">Tokens that flow into the bucket; each beginning takes one. Null for any rate.</param>
/// <param name="Burst">What the bucket holds.</param>
public sealed record WorkLimit(string Name, int? MaxRunning, double? PerSecond, int Burst);
