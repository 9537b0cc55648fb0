using System.Globalization;
using System.Text;
using FleetPrompt.Core.Content;

namespace FleetPrompt.Core.Accounts;

/// <summary>What others call a person: one line of visible text in compatibility form, so that two names that look alike are not made of different or hidden characters.</summary>
public static class DisplayName
{
    public const int MaxLength = 80;

    /// <summary>Joiners, which some scripts need between letters.</summary>
    private const char NonJoiner = '\u200c';
    private const char Joiner = '\u200d';

    /// <summary>The name as it is kept: NFKC, without white space around it and with single spaces inside.</summary>
    public static string Clean(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || !IsWellFormed(name)) return name?.Trim() ?? "";
        return string.Join(' ', name.Normalize(NormalizationForm.FormKC).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>What is wrong with the name, or null.</summary>
    public static string? Problem(string? name)
    {
        var clean = Clean(name);
        if (clean.Length == 0) return "Say what others should call you.";
        if (!IsWellFormed(clean) || Enumerable.Range(0, clean.Length).Any(i => IsHidden(clean, i))) return "Leave out line breaks, text-direction marks and other invisible characters.";
        if (!clean.Any(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c))) return "Use at least one letter or digit.";
        if (NameSkeleton.MixesScripts(clean)) return "Write each word of your name in one script: letters of different ones look alike.";
        return clean.Length > MaxLength ? $"Keep your name within {MaxLength} characters." : null;
    }

    private static bool IsHidden(string text, int at)
    {
        if (text[at] is NonJoiner or Joiner) return !(IsLetterOfScript(text, at - 1) && IsLetterOfScript(text, at + 1));
        if (char.IsLowSurrogate(text[at])) return false;
        return CharUnicodeInfo.GetUnicodeCategory(text, at)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
    }

    /// <summary>A letter or mark of a script that joins: Latin, Greek and Cyrillic do not.</summary>
    private static bool IsLetterOfScript(string text, int at) =>
        at >= 0 && at < text.Length && text[at] >= '\u0590' && CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text, i)) return false;
            i++;
        }

        return true;
    }
}
