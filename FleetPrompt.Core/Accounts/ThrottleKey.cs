using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace FleetPrompt.Core.Accounts;

/// <summary>
/// Hashes names and addresses for counting, keyed with the oldest usable data-protection key, which all nodes share: unreadable in a dump without the ring.
/// </summary>
public sealed class ThrottleKey(IKeyManager keys, TimeProvider time)
{
    private volatile byte[]? key;

    public string Hash(string text)
    {
        // Not a Lazy: that would remember a database that was away.
        var mine = key ??= Derive();
        return Convert.ToHexStringLower(HMACSHA256.HashData(mine, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>An address, hashed: an IPv4 one, or the /64 of an IPv6 one (whoever has one address there has them all).</summary>
    public string HashAddress(IPAddress? address) => Hash("address:" + Network(address));

    internal static string Network(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private byte[] Derive()
    {
        var now = time.GetUtcNow();
        var oldest = keys.GetAllKeys().Where(k => !k.IsRevoked).MinBy(k => (k.CreationDate, k.KeyId)) ?? keys.CreateNewKey(now, now.AddDays(90));
        var descriptor = oldest.Descriptor.ExportToXml().SerializedDescriptorElement;
        return SHA256.HashData(Encoding.UTF8.GetBytes("fleetprompt.throttle\n" + descriptor));
    }
}
