namespace FleetPrompt.Core.Moderation;

/// <summary>How an organisation wants to be moderated: one row, or none while nothing was changed.</summary>
public sealed class ModerationSetting
{
    public const int Only = 1;
    public const double DefaultThreshold = 4;

    public int Id { get; init; } = Only;

    /// <summary>Posts are hidden by their score until somebody has looked.</summary>
    public bool AutoHide { get; set; } = true;

    /// <summary>The score from which that is done.</summary>
    public double Threshold { get; set; } = DefaultThreshold;

    /// <summary>Folded, as they are compared.</summary>
    public List<string> BannedWords { get; set; } = [];

    /// <summary>Rules that are switched off.</summary>
    public List<string> DisabledRules { get; set; } = [];

    public Guid? UpdatedByUserId { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
