using System.Text.RegularExpressions;

namespace FleetPrompt.Core.Signals;

/// <summary>One shape of secret.</summary>
/// <param name="name">What it is, for readers and tests.</param>
/// <param name="hints">A text without any of these (case ignored) cannot match; most texts are done here.</param>
/// <param name="pattern">
/// Groups <c>before</c> and <c>after</c> stay, the rest becomes the mark. Runs on .NET's non-backtracking engine: linear time, no look-around.
/// </param>
/// <param name="accepts">Has the last word on group <c>secret</c>, where a pattern alone would take prose too.</param>
internal sealed class SecretRule(string name, string[] hints, string pattern, Func<string, bool>? accepts = null)
{
    private readonly Regex _pattern = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public string Name { get; } = name;

    public IReadOnlyList<string> Hints { get; } = hints;

    public string Redact(string text) =>
        Hints.Any(hint => text.Contains(hint, StringComparison.OrdinalIgnoreCase)) ? _pattern.Replace(text, Replacement) : text;

    private string Replacement(Match match) =>
        accepts is null || accepts(match.Groups["secret"].Value)
            ? $"{match.Groups["before"].Value}{RedactionGuard.Redacted}{match.Groups["after"].Value}"
            : match.Value;
}
