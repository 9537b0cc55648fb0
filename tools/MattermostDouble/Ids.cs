using System.Security.Cryptography;
using System.Text;

namespace MattermostDouble;

internal static class Ids
{
    /// <summary>26 letters and digits, always the same for the same thing.</summary>
    public static string Of(string thing) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(thing)))[..26];

    public static string OfChannel(string name) => Of($"channel {name}");
}
