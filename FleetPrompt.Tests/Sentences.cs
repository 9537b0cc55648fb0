namespace FleetPrompt.Tests;

internal static class Sentences
{
    /// <summary>"locked the thread" after "Ana": starts in lower case, ends without a full stop.</summary>
    public static bool FollowsAName(string? words) =>
        words is { Length: > 2 } && char.IsAsciiLetterLower(words[0]) && words.Trim() == words && words[^1] is not ('.' or '!' or '?' or ':') && !words.Contains('\n', StringComparison.Ordinal);
}
