namespace FleetPrompt.Web.Operations;

/// <summary>What a start of the application may choose; everything else is configuration.</summary>
public sealed record AppSettings
{
    public string? Urls { get; init; }
}
