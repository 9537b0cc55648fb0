using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace FleetPrompt.Core.Accounts;

/// <summary>Hashes names and addresses for counting, keyed with the newest data-protection key: unreadable in a dump without the ring, and unlinkable once the key rotates.</summary>
public sealed class ThrottleKey(IKeyManager keys, TimeProvider time)
{
    private readonly Lazy<byte[]> key = new(() => Derive(keys, time.GetUtcNow()));

    public string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key.Value, Encoding.UTF8.GetBytes(text)));

    private static byte[] Derive(IKeyManager keys, DateTimeOffset now)
    {
        var newest = keys.GetAllKeys().Where(k => !k.IsRevoked).MaxBy(k => k.CreationDate)
            ?? keys.CreateNewKey(now, now.AddDays(90));
        var descriptor = newest.Descriptor.ExportToXml().SerializedDescriptorElement;
        return SHA256.HashData(Encoding.UTF8.GetBytes("fleetprompt.throttle\n" + descriptor));
    }
}
