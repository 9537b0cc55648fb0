namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>How closely a person follows a thread or a category.</summary>
public static class WatchLevel
{
    /// <summary>Told of every reply, by e-mail too where that is wanted.</summary>
    public const string Watching = "watching";

    /// <summary>Told of replies in the application only.</summary>
    public const string Tracking = "tracking";

    /// <summary>Told when mentioned, quoted or answered.</summary>
    public const string Normal = "normal";

    /// <summary>Not told at all, and not in the lists unless asked for.</summary>
    public const string Muted = "muted";

    public static readonly IReadOnlyList<string> All = [Watching, Tracking, Normal, Muted];

    /// <summary>What counts for a thread: what was said of the thread, else what was said of its category.</summary>
    public static string Of(string? thread, bool chosen, string? category) =>
        thread is not null && (chosen || thread != Normal) ? thread : category ?? Normal;
}
