using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace FleetPrompt.Core.Content;

/// <summary>
/// What a name looks like: names that can be taken for each other have the same skeleton (Unicode Technical Standard #39, section 4). The table holds the letters of Latin, Cyrillic and Greek
/// that look like Latin ones, and the usual stand-ins of digits; the whole of Unicode's table is not needed while a word is of one script.
/// </summary>
public static class NameSkeleton
{
    private const string Lookalikes =
        "аa еe оo рp сc уy хx іl їl јj ѕs һh ԁd ԛq ԝw кk мm нh тt вb гr пn зe ьb ӏl ґr ёe " +
        "αa οo ρp νv υu ιl κk τt χx γy εe ηn ωw βb ϲc σo ϳj " +
        "ıl łl øo đd ħh ŧt ɑa ɡg ɩl ʀr ʏy ʜh ɪl ɴn ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ßb " +
        "0o 1l |l il !l $s @a";

    private static readonly FrozenDictionary<Rune, string> Table = Pairs().ToFrozenDictionary(p => p.From, p => p.To);

    public static string Of(string name)
    {
        var skeleton = new StringBuilder();
        foreach (var rune in name.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) continue;
            if (Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune) && !Table.ContainsKey(rune)) continue;
            var lower = Rune.ToLowerInvariant(rune);
            skeleton.Append(Table.GetValueOrDefault(lower, lower.ToString()));
        }

        return skeleton.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    /// <summary>A word of the name has letters of more than one of the scripts whose letters look alike: Latin, Greek and Cyrillic.</summary>
    public static bool MixesScripts(string name) =>
        name.Split([' ', '-', '\'', '’', '.'], StringSplitOptions.RemoveEmptyEntries).Any(word => word.EnumerateRunes().Where(Rune.IsLetter).Select(ScriptOf).OfType<char>().Distinct().Skip(1).Any());

    private static char? ScriptOf(Rune letter) =>
        letter.Value switch
        {
            < 0x0250 or (>= 0x1e00 and < 0x1f00) => 'l',
            (>= 0x0370 and < 0x0400) or (>= 0x1f00 and < 0x2000) => 'g',
            >= 0x0400 and < 0x0530 => 'c',
            _ => null,
        };

    private static IEnumerable<(Rune From, string To)> Pairs() => Lookalikes.Split(' ').Select(pair => pair.EnumerateRunes().ToArray()).Select(pair => (pair[0], pair[1].ToString()));
}
