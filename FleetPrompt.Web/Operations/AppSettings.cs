namespace FleetPrompt.Web.Operations;

/// <summary>What a start of the application may choose; everything else is configuration.</summary>
public sealed record AppSettings
{
    /// <summary>Where to serve, separated by semicolons.</summary>
    public string? Urls { get; init; }

    /// <summary>Every address is served over TLS, so cookies may insist on it.</summary>
    public bool OnlyTls => Urls is not null && Urls.Split(';').All(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
}
