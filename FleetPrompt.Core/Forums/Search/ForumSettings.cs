namespace FleetPrompt.Core.Forums.Search;

/// <summary>What an organisation has decided about its forum; one row, or none while nothing was decided.</summary>
public sealed class ForumSettings
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    /// <summary>One of <see cref="SearchLanguage.All"/>: whose endings search ignores.</summary>
    public string Language { get; set; } = SearchLanguage.Default;

    /// <summary>Anybody may read, signed in or not.</summary>
    public bool PublicRead { get; set; }

    /// <summary>Raised by every change; one made against an older one is a conflict.</summary>
    public int Version { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>The languages whose word endings search knows: text search configurations that every PostgreSQL has.</summary>
public static class SearchLanguage
{
    public const string Default = "english";

    /// <summary>With their names; "simple" compares words as they stand.</summary>
    public static readonly IReadOnlyList<(string Name, string Title)> All =
    [
        ("english", "English"),
        ("arabic", "Arabic"),
        ("danish", "Danish"),
        ("dutch", "Dutch"),
        ("finnish", "Finnish"),
        ("french", "French"),
        ("german", "German"),
        ("greek", "Greek"),
        ("hungarian", "Hungarian"),
        ("indonesian", "Indonesian"),
        ("italian", "Italian"),
        ("norwegian", "Norwegian"),
        ("portuguese", "Portuguese"),
        ("romanian", "Romanian"),
        ("russian", "Russian"),
        ("spanish", "Spanish"),
        ("swedish", "Swedish"),
        ("turkish", "Turkish"),
        ("simple", "Several, or another"),
    ];

    public static bool IsKnown(string? language) => All.Any(l => l.Name == language);
}
