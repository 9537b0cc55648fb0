namespace FleetPrompt.Core.Work;

/// <summary>Time zones by the names that the IANA gives them: an area and a place, or UTC.</summary>
public static class IanaZone
{
    private const int Suggested = 3;

    /// <summary>Areas of inhabited places; others are kept for old times' sake.</summary>
    private static readonly string[] Areas = ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

    private static readonly Lazy<IReadOnlyList<string>> All = new(() =>
        [TimeZoneInfo.Utc.Id, .. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => Areas.Contains(id.Split('/')[0])).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>What a form offers, in order.</summary>
    public static IReadOnlyList<string> Names => All.Value;

    /// <summary>The zone of that name, however it is capitalised. Errors: <see cref="Invalid"/> of <paramref name="field"/>, with names that are near.</summary>
    public static Result<TimeZoneInfo> Find(string? name, string field = "timezone")
    {
        var asked = name?.Trim() ?? "";
        if (asked.Length == 0) return new Invalid(field, "Give a time zone by its IANA name, for example Europe/Berlin.");
        if (Spelled(asked) && TimeZoneInfo.TryFindSystemTimeZoneById(asked, out var zone) && zone.HasIanaId) return zone;
        var near = Near(asked);
        var hint = near.Count == 0 ? "Give a place, for example America/New_York or Europe/Berlin." : $"Did you mean {string.Join(" or ", near)}?";
        return new Invalid(field, $"'{(asked.Length > 60 ? asked[..60] + "…" : asked)}' is not a time zone of the IANA. {hint}");
    }

    /// <summary>An area with a place: abbreviations like EST name no place, and their clocks never change.</summary>
    private static bool Spelled(string name) =>
        name.Equals("UTC", StringComparison.OrdinalIgnoreCase)
        || (name.Contains('/', StringComparison.Ordinal) && name.Split('/')[0].ToLowerInvariant() is not ("posix" or "right") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+'));

    private static List<string> Near(string asked)
    {
        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(asked, out var converted)) return [converted];
        var plain = Plain(asked);
        if (plain.Length is < 3 or > 60) return [];
        var place = plain[(plain.LastIndexOf('/') + 1)..];
        var near =
            from name in Names
            let full = Plain(name)
            let there = full[(full.LastIndexOf('/') + 1)..]
            let distance = Math.Min(Distance(plain, full), there.StartsWith(place, StringComparison.Ordinal) ? 0 : Distance(place, there))
            where distance <= Math.Min(2, place.Length / 3)
            orderby distance, name.Length, name
            select name;
        return [.. near.Take(Suggested)];
    }

    private static string Plain(string name) => name.ToLowerInvariant().Replace(' ', '_');

    /// <summary>Letters to change, add or take away (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
