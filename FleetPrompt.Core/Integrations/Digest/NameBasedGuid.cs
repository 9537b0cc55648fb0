using System.Security.Cryptography;
using System.Text;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Ids that are the same for the same name: UUID version 5 (RFC 9562, section 5.5).</summary>
public static class NameBasedGuid
{
    public static Guid Version5(Guid space, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var input = new byte[16 + text.Length];
        space.TryWriteBytes(input, bigEndian: true, out _);
        text.CopyTo(input, 16);
#pragma warning disable CA5350 // what the RFC says; nothing is kept secret by it
        var hash = SHA1.HashData(input);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
