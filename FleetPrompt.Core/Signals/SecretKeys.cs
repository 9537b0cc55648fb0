using System.Collections.Concurrent;
using System.Text;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// Names under which secrets are kept. Names are compared by words, however they are joined (<c>apiKey</c>, <c>API_KEY</c>, <c>x-api-key</c>),
/// so that <c>author</c>, <c>secretary</c> and <c>tokenizer</c> are none.
/// </summary>
internal static class SecretKeys
{
    private static readonly string[] Words =
    [
        "token", "secret", "password", "passwd", "passphrase", "pwd", "authorization", "cookie", "credential", "session", "jwt", "bearer", "dsn", "totp",
    ];

    private static readonly string[] Phrases =
    [
        "api key", "access key", "account key", "private key", "secret key", "signing key", "encryption key", "master key", "ssh key", "shared key",
        "webhook url", "hook url", "connection string", "recovery code", "auth header",
    ];

    // A name that ends so speaks about a secret without holding it: token_count, password_changed_at, token_type, credential_id.
    private static readonly string[] Harmless = ["at", "count", "used", "limit", "length", "type", "ttl", "expiry", "expires", "credential id"];

    private static readonly string[] Patterns =
        [.. Words.Select(word => $" {word} "), .. Phrases.SelectMany(phrase => new[] { $" {phrase} ", $" {phrase.Replace(" ", "", StringComparison.Ordinal)} " })];

    /// <summary>Names come from types, mostly, and come again; those of other people's JSON are not let in without bound.</summary>
    private const int MostKnown = 2_000;

    private const int LongestKnown = 64;

    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    private static int known;

    /// <summary>True if a value under this name is to be kept from sight, whatever it looks like.</summary>
    public static bool IsSecret(ReadOnlySpan<char> key)
    {
        if (Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var judged)) return judged;
        var name = key.ToString();
        var secret = Judge(name);
        if (name.Length <= LongestKnown && Volatile.Read(ref known) < MostKnown && Known.TryAdd(name, secret)) Interlocked.Increment(ref known);
        return secret;
    }

    private static bool Judge(string key)
    {
        var words = WordsOf(key);
        return Patterns.Any(pattern => words.Contains(pattern, StringComparison.Ordinal))
            && !Harmless.Any(end => words.EndsWith($" {end} ", StringComparison.Ordinal));
    }

    // " api key " for apiKey, API-KEYS and api.key: lower case, singular, a space around each word.
    private static string WordsOf(string key)
    {
        var words = new StringBuilder(key.Length + 8).Append(' ');
        for (var i = 0; i < key.Length; i++)
        {
            if (!char.IsAsciiLetter(key[i]))
                EndWord(words);
            else
            {
                if (StartsWord(key, i))
                    EndWord(words);
                words.Append(char.ToLowerInvariant(key[i]));
            }
        }

        EndWord(words);
        return words.ToString();
    }

    // An upper-case letter after a lower-case one (apiKey), or the last of several before a lower-case one (APIKey).
    private static bool StartsWord(string key, int at) =>
        at > 0
        && char.IsAsciiLetterUpper(key[at])
        && (char.IsAsciiLetterLower(key[at - 1]) || (at + 1 < key.Length && char.IsAsciiLetterLower(key[at + 1])));

    private static void EndWord(StringBuilder words)
    {
        if (words[^1] == ' ')
            return;
        var isPlural = words.Length > 4 && words[^1] == 's' && words[^2] != 's' && words[^2] != ' ';
        if (isPlural && !EndsWith(words, "expires"))
            words.Length--;
        words.Append(' ');
    }

    private static bool EndsWith(StringBuilder words, string end) => words.Length >= end.Length && words.ToString(words.Length - end.Length, end.Length) == end;
}
