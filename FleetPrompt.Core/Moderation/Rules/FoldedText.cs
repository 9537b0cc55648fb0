using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FleetPrompt.Core.Moderation.Rules;

/// <summary>Texts as rules compare them: compatible forms as one, without accents, case, and characters that do not show. Linear in the text, whatever stands in it.</summary>
public static class FoldedText
{
    /// <summary>The words of a text, folded: runs of letters and digits.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Compatible(text).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                    break;
                case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                    word.Append(rune);
                    break;
                default:
                    if (Rune.IsLetter(rune)) word.Append(Rune.ToLowerInvariant(rune));
                    else if (word.Length > 0) End();
                    break;
            }
        }

        if (word.Length > 0) End();
        return words;

        void End()
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Whether the words of <paramref name="phrase"/>, folded and with a space between them, stand in this order among <paramref name="words"/>.</summary>
    public static bool Has(IReadOnlyList<string> words, string phrase)
    {
        var sought = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (sought.Length == 0) return false;
        for (var at = 0; at + sought.Length <= words.Count; at++)
        {
            var n = 0;
            while (n < sought.Length && words[at + n] == sought[n]) n++;
            if (n == sought.Length) return true;
        }

        return false;
    }

    /// <summary>The same for two texts of the same words.</summary>
    public static string HashOf(IEnumerable<string> words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', words))))[..32];

    /// <summary>Lone surrogates are replaced first: they cannot be normalised.</summary>
    private static string Compatible(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) valid.Append(rune);
        return valid.ToString().Normalize(NormalizationForm.FormKD);
    }
}
