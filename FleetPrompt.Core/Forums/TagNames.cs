using System.Globalization;
using System.Text;

namespace FleetPrompt.Core.Forums;

/// <summary>How tags are written: letters and digits of any script in lower case, joined by hyphens, 2 to 30 of them.</summary>
public static class TagNames
{
    public const int Most = 5;
    private const int Shortest = 2;
    private const int Longest = 30;

    /// <summary>The tag that a word stands for; null where it is none.</summary>
    public static string? Normal(string word)
    {
        var tag = new StringBuilder();
        foreach (var rune in word.Trim().TrimStart('#').Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) tag.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (tag.Length > 0 && tag[^1] != '-') tag.Append('-');
        }

        var normal = tag.ToString().Trim('-').Normalize(NormalizationForm.FormC);
        return normal.EnumerateRunes().Count() is >= Shortest and <= Longest ? normal : null;
    }

    /// <summary>The tags of a field, which are parted by commas or spaces, each once.</summary>
    public static IReadOnlyList<string> Of(string? text) => [.. Words(text).Select(Normal).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>What is wrong with a field of tags.</summary>
    public static string? Problem(string? text)
    {
        if (text?.Length > 400) return $"At most {Most} tags fit.";
        if (Words(text).FirstOrDefault(w => Normal(w) is null) is { } bad) return $"“{bad}” is no tag: use {Shortest} to {Longest} letters, digits or hyphens.";
        return Of(text).Count > Most ? $"At most {Most} tags fit. Take some away." : null;
    }

    private static IEnumerable<string> Words(string? text) => (text ?? "").Split([',', ' ', '\t', '\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
