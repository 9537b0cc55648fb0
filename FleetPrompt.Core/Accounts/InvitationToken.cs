using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FleetPrompt.Core.Accounts;

/// <summary>The secret in an invitation's link: 256 random bits, of which only a hash is kept. Nothing slower is needed against guessing.</summary>
public static class InvitationToken
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
