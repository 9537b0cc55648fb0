using System.Globalization;
using System.Text;

namespace FleetPrompt.Core.Forums.Search;

public enum StatusWanted
{
    Open,
    Solved,
    Locked,
    Unanswered,
}

/// <summary>
/// What somebody looks for, as they typed it: words, "phrases", -words, and operators (in:title, status:, category:, tag:, @name, before:, after:, is:agent). What is no operator is a word;
/// an operator whose value makes no sense is left out, and <see cref="Notes"/> says so.
/// </summary>
public sealed record SearchQuery
{
    public const int Longest = 200;

    /// <summary>More than these are left out.</summary>
    private const int MostTerms = 16;

    public required string Text { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Words and phrases that must not occur.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    public bool InTitle { get; init; }

    public bool ByAgent { get; init; }

    public StatusWanted? Status { get; init; }

    /// <summary>Slug of a category.</summary>
    public string? Category { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The beginning of an author's name.</summary>
    public string? Author { get; init; }

    /// <summary>Posts of days before this one, in UTC.</summary>
    public DateOnly? Before { get; init; }

    /// <summary>Posts of this day and later ones, in UTC.</summary>
    public DateOnly? After { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The last word may go on: somebody is still typing it, or wants all that begins with it.</summary>
    public bool LastIsPrefix { get; init; }

    public bool HasTerms => Words.Count + Phrases.Count > 0;

    public bool HasFilters => InTitle || ByAgent || Status is not null || Category is not null || Tags.Count > 0 || Author is not null || Before is not null || After is not null;

    public bool IsEmpty => !HasTerms && !HasFilters;

    public static SearchQuery Parse(string? text)
    {
        var clean = Clean(text);
        var (words, phrases, without, tags, notes) = (new List<string>(), new List<string>(), new List<string>(), new List<string>(), new List<string>());
        var query = new SearchQuery { Text = clean };
        var lastIsWord = false;
        foreach (var term in Terms(clean))
        {
            lastIsWord = false;
            var (name, value) = term.Quoted ? ("", term.Text) : Split(term.Text);
            switch (name)
            {
                case "in" when value is "title":
                    query = query with { InTitle = true };
                    break;
                case "is" when value is "agent":
                    query = query with { ByAgent = true };
                    break;
                case "status" when Enum.TryParse<StatusWanted>(value, true, out var status) && Enum.IsDefined(status) && !char.IsAsciiDigit(value[0]):
                    query = query with { Status = status };
                    break;
                case "category" when value.Length > 0:
                    query = query with { Category = value.TrimStart('#').ToLowerInvariant() };
                    break;
                case "tag" when value.Length > 0:
                    tags.Add(value.ToLowerInvariant());
                    break;
                case "@" when value.Length > 0:
                    query = query with { Author = value.Replace('_', ' ') };
                    break;
                case "before" when Day(value) is { } day:
                    query = query with { Before = day };
                    break;
                case "after" when Day(value) is { } day:
                    query = query with { After = day };
                    break;
                case "in" or "is" or "status" or "before" or "after":
                    notes.Add(Meant(name, value));
                    break;
                default:
                    if (!HasLetters(term.Text)) break;
                    if (term.Negated) without.Add(term.Text);
                    else if (term.Quoted) phrases.Add(term.Text);
                    else words.Add(term.Text);
                    lastIsWord = !term.Negated && !term.Quoted;
                    break;
            }
        }

        if (words.Count + phrases.Count + without.Count > MostTerms) notes.Add($"Only the first {MostTerms} words were looked for.");
        return query with
        {
            Words = [.. words.Take(MostTerms)],
            Phrases = [.. phrases.Take(Math.Max(0, MostTerms - words.Count))],
            Without = [.. without.Take(Math.Max(0, MostTerms - words.Count - phrases.Count))],
            Tags = [.. tags.Distinct().Take(5)],
            Notes = notes,
            LastIsPrefix = lastIsWord && words.Count <= MostTerms && words[^1].Length > 1,
        };
    }

    /// <summary>The same search with other words.</summary>
    public SearchQuery WithWords(IReadOnlyList<string> words) => this with { Words = words, LastIsPrefix = false };

    private static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= Longest) break;
            clean.Append(Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune == Rune.ReplacementChar ? " " : rune.Value is '“' or '”' or '„' ? "\"" : rune.ToString());
        }

        return clean.ToString().Trim();
    }

    private static IEnumerable<(string Text, bool Quoted, bool Negated)> Terms(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var negated = text[at] == '-' && at + 1 < text.Length && text[at + 1] != ' ';
            if (negated) at++;
            var quoted = text[at] == '"';
            if (quoted) at++;
            var end = text.IndexOf(quoted ? '"' : ' ', at);
            if (end < 0) end = text.Length;
            var term = text[at..end].Trim();
            at = end + 1;
            if (term.Length > 0) yield return (term, quoted, negated);
        }
    }

    private static (string Name, string Value) Split(string term)
    {
        if (term[0] == '@') return ("@", term[1..]);
        var colon = term.IndexOf(':', StringComparison.Ordinal);
        return colon < 1 ? ("", term) : (term[..colon].ToLowerInvariant(), term[(colon + 1)..]);
    }

    private static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value, ["yyyy-MM-dd", "yyyy-MM", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Meant(string name, string value) =>
        name switch
        {
            "in" => $"“in:{value}” is not known; there is in:title.",
            "is" => $"“is:{value}” is not known; there is is:agent.",
            "status" => $"“status:{value}” is not known; there are open, solved, locked and unanswered.",
            _ => $"“{name}:{value}” is no date; write it like {name}:2026-03-31.",
        };

    private static bool HasLetters(string text) => text.EnumerateRunes().Any(Rune.IsLetterOrDigit);
}
