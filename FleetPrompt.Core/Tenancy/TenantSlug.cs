using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FleetPrompt.Core.Tenancy;

/// <summary>The name an organisation has in URLs, schemas and roles: <c>[a-z][a-z0-9_]{1,47}</c>.</summary>
public static partial class TenantSlug
{
    public const string Rule = "Use 2 to 48 characters: a to z, 0 to 9 and _, starting with a letter.";

    public static bool IsValid(string? slug) => slug is not null && Grammar().IsMatch(slug);

    /// <summary>A valid slug close to <paramref name="name"/>; "org" where nothing of the name can be kept.</summary>
    public static string FromName(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '_') slug.Append('_');
        }

        var text = slug.ToString().Trim('_').TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_');
        if (text.Length > 40) text = text[..40].TrimEnd('_');
        return IsValid(text) ? text : "org";
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{1,47}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
