using System.Text.Json;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Moderation;

/// <summary>All that one decision has changed. What stands here is changed back when it is undone, and nothing else.</summary>
/// <param name="StatusBefore">The item's.</param>
/// <param name="Flags">Those that were open, all with the same outcome.</param>
/// <param name="Told">The author, where a notice was put up for them.</param>
public sealed record DecisionEffects(
    string StatusBefore,
    int SeverityBefore,
    IReadOnlyList<Guid> Flags,
    string? FlagsBecame,
    StateChange? Post = null,
    Guid? ThreadId = null,
    StateChange? Thread = null,
    CategoryChange? Category = null,
    SilenceChange? Silence = null,
    Guid? Told = null)
{
    internal JsonDocument ToJson() => JsonSerializer.SerializeToDocument(this, SignalJson.Options);

    internal static DecisionEffects Of(JsonDocument json) => json.Deserialize<DecisionEffects>(SignalJson.Options)!;
}

public sealed record CategoryChange(Guid From, Guid To);

/// <param name="Before">Until when they had been silenced before.</param>
public sealed record SilenceChange(Guid UserId, DateTimeOffset? Before, DateTimeOffset Until);
