using System.Net;
using System.Text;
using System.Text.Json;

namespace FleetPrompt.Tests.Security;

/// <summary>A text that must come out nowhere, and the forms in which it could: as it is, in base64 wherever it stands in what is encoded, in hexadecimal, and escaped for addresses, pages and JSON.</summary>
internal sealed class Canary
{
    private readonly List<(string Form, string Text)> forms;

    public Canary(string name, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Name = name;
        forms =
        [
            ("plain", value),
            ("address", Uri.EscapeDataString(value)),
            ("page", WebUtility.HtmlEncode(value)),
            ("JSON", JsonSerializer.Serialize(value)[1..^1]),
            ("slashes", value.Replace("/", "\\/", StringComparison.Ordinal)),
            ("hexadecimal", Convert.ToHexString(bytes)),
            ("hexadecimal of UTF-16", Convert.ToHexString(Encoding.Unicode.GetBytes(value))),
        ];
        for (var before = 0; before < 3; before++)
        {
            var inner = Inner(bytes, before);
            forms.Add(($"base64 after {before}", inner));
            forms.Add(($"base64url after {before}", inner.Replace('+', '-').Replace('/', '_')));
        }
    }

    public string Name { get; }

    /// <summary>Where in a text it is, if anywhere. Upper and lower case are one.</summary>
    public IEnumerable<string> In(string text) => forms.Where(f => text.Contains(f.Text, StringComparison.OrdinalIgnoreCase)).Select(f => $"{Name}: {f.Form}");

    /// <summary>What base64 makes of the bytes, whatever stands after them, and behind as many others as that.</summary>
    private static string Inner(byte[] bytes, int before)
    {
        var all = Convert.ToBase64String([.. new byte[before], .. bytes]);
        return all[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];
    }
}
