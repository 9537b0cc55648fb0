using System.Net;
using System.Net.Sockets;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>A block of addresses that people cannot have FleetPrompt connect to.</summary>
/// <param name="Words">What it is, to go after "is".</param>
/// <param name="Always">Not even an operator who names its network opens it.</param>
public sealed record AddressRule(IPNetwork Network, string Words, bool Always = false);

/// <summary>
/// Which addresses are not public, after the special-purpose registries of IANA (RFC 6890) and the addresses at which clouds answer their own machines. Of IPv6 only what is handed out as global
/// unicast (2000::/3) is public at all.
/// </summary>
public static class AddressRules
{
    private const string Metadata = "where a cloud answers its own machines";
    private const string OldTransition = "IPv4 hidden in an IPv6 address";

    /// <summary>The first that holds an address counts.</summary>
    public static IReadOnlyList<AddressRule> All { get; } =
    [
        Rule("169.254.169.254/32", Metadata, always: true),
        Rule("169.254.170.2/32", Metadata, always: true),
        Rule("168.63.129.16/32", Metadata, always: true),
        Rule("100.100.100.200/32", Metadata, always: true),
        Rule("fd00:ec2::254/128", Metadata, always: true),
        Rule("0.0.0.0/8", "no address of a server", always: true),
        Rule("10.0.0.0/8", "in a private network"),
        Rule("100.64.0.0/10", "in a network that a provider shares among its customers"),
        Rule("127.0.0.0/8", "this machine itself"),
        Rule("169.254.0.0/16", "on the local link"),
        Rule("172.16.0.0/12", "in a private network"),
        Rule("192.0.0.0/24", "reserved for protocols"),
        Rule("192.0.2.0/24", "only for documentation"),
        Rule("192.88.99.0/24", "reserved for relays"),
        Rule("192.168.0.0/16", "in a private network"),
        Rule("198.18.0.0/15", "only for measurements"),
        Rule("198.51.100.0/24", "only for documentation"),
        Rule("203.0.113.0/24", "only for documentation"),
        Rule("224.0.0.0/4", "a multicast address", always: true),
        Rule("255.255.255.255/32", "the broadcast address", always: true),
        Rule("240.0.0.0/4", "reserved"),
        Rule("::/128", "no address of a server", always: true),
        Rule("::1/128", "this machine itself"),
        Rule("::ffff:0:0/96", "IPv4 written as an IPv6 address"),
        Rule("::/96", OldTransition, always: true),
        Rule("64:ff9b::/96", "IPv4 behind a translator"),
        Rule("64:ff9b:1::/48", OldTransition, always: true),
        Rule("2001::/32", OldTransition, always: true),
        Rule("2002::/16", OldTransition, always: true),
        Rule("2001::/23", "reserved for protocols"),
        Rule("2001:db8::/32", "only for documentation"),
        Rule("3fff::/20", "only for documentation"),
        Rule("fc00::/7", "in a private network"),
        Rule("fe80::/10", "on the local link"),
        Rule("fec0::/10", "in a private network"),
        Rule("ff00::/8", "a multicast address", always: true),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly AddressRule NotHandedOut = new(IPNetwork.Parse("::/0"), "no public address");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>The rule against an address; null for a public one.</summary>
    public static AddressRule? For(IPAddress address) =>
        All.FirstOrDefault(r => r.Network.Holds(address)) ?? (address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Holds(address) ? NotHandedOut : null);

    /// <summary>The IPv4 address that an IPv6 address leads to, where both ways of writing one are still in use; it is to be judged as well.</summary>
    public static IPAddress? Inner(IPAddress address) =>
        address.AddressFamily != AddressFamily.InterNetworkV6 ? null
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Translated.Holds(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : null;

    /// <summary>By the bits as they are. The library's own test takes an IPv4 address written as IPv6 for the IPv4 one, in networks of IPv6, too.</summary>
    public static bool Holds(this IPNetwork network, IPAddress address)
    {
        Span<byte> first = stackalloc byte[16];
        Span<byte> other = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(first, out var length);
        if (!address.TryWriteBytes(other, out var otherLength) || length != otherLength) return false;
        var whole = network.PrefixLength / 8;
        if (!first[..whole].SequenceEqual(other[..whole])) return false;
        var rest = network.PrefixLength % 8;
        return rest == 0 || (first[whole] ^ other[whole]) >> (8 - rest) == 0;
    }

    private static AddressRule Rule(string network, string words, bool always = false) => new(IPNetwork.Parse(network), words, always);
}
