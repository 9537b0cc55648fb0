using System.Text.RegularExpressions;

namespace FleetPrompt.Core.Signals;

/// <summary>Which signals a handler is given. Its name is kept in <c>signal_deliveries</c>, so it stays when the class is renamed.</summary>
/// <param name="Name">Unique over all handlers, for example <c>forum.thread_counters</c>.</param>
/// <param name="Patterns">Signal names, or beginnings of them that end in <c>.*</c>.</param>
public sealed partial record SignalSubscription(string Name, params IReadOnlyList<string> Patterns)
{
    /// <summary>Facts about deliveries themselves: given only to who names them, or a handler of everything that fails would feed itself.</summary>
    private const string OwnFacts = "signal.";

    public IReadOnlyList<string> Patterns { get; } = [.. Patterns.Select(Valid)];

    /// <summary>Whether facts of an import are given too, as they come in. A replay gives them regardless.</summary>
    public bool DuringImport { get; init; } = true;

    public bool Matches(string signal) =>
        Patterns.Any(p => p == signal || (p.EndsWith(".*", StringComparison.Ordinal) && signal.StartsWith(p[..^1], StringComparison.Ordinal) && !signal.StartsWith(OwnFacts, StringComparison.Ordinal)));

    private static string Valid(string pattern) =>
        Grammar().IsMatch(pattern) ? pattern : throw new ArgumentException($"'{pattern}' is neither a signal name nor the beginning of one followed by '.*'.", nameof(pattern));

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\.(\*|[a-z][a-z0-9_]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
