using System.Globalization;
using System.Text;

namespace FleetPrompt.Core.Forums;

/// <summary>The readable part of a URL.</summary>
public static class Slug
{
    public const int MaxLength = 80;

    /// <summary>Letters and digits of any script in lower case, words joined by hyphens; <paramref name="otherwise"/> where nothing is left.</summary>
    public static string Of(string text, string otherwise)
    {
        var slug = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (slug.Length + rune.Utf16SequenceLength > MaxLength) break;
            if (Rune.IsLetterOrDigit(rune)) slug.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        var result = slug.ToString().Trim('-').Normalize(NormalizationForm.FormC);
        return result.Length == 0 ? otherwise : result;
    }
}
