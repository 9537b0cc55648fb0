using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>A fact about to be recorded.</summary>
/// <param name="Payload">JSON in UTF-8.</param>
public sealed record SignalDraft(SignalType Type, Subject Subject, ReadOnlyMemory<byte> Payload, SignalOptions Options)
{
    /// <summary>What it is part of, where that is not the unit's own operation: one unit may tell of many acts.</summary>
    public OperationContext? Operation { get; init; }
}

/// <summary>What a draft may say beside its type, subject and payload; everything else comes from the unit's operation.</summary>
public sealed record SignalOptions
{
    /// <summary>Where the fact is shown; by default the subject's own stream.</summary>
    public string? Stream { get; init; }

    /// <summary>At most one signal of the tenant has it.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>When it happened, where that is not now (imports).</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Who did it, where that is not who runs the operation (imports).</summary>
    public Actor? Actor { get; init; }

    /// <summary>What directly caused it, where that is another signal of the same unit.</summary>
    public Guid? CausationId { get; init; }

    /// <summary>Narrows who may see it.</summary>
    public Visibility? Visibility { get; init; }
}
