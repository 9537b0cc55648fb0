using System.Net;
using System.Net.Sockets;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>A network that is not public and that the operator opened, written <c>name=CIDR</c>: <c>office=10.0.5.0/24</c>.</summary>
public sealed record NamedNetwork(string Name, IPNetwork Network)
{
    /// <summary>A network, not half of the Internet: what is wider was hardly meant.</summary>
    private const int WidestV4 = 8;

    private const int WidestV6 = 7;

    public static bool TryParse(string? text, out NamedNetwork network)
    {
        network = null!;
        if (text?.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, var cidr] || !IPNetwork.TryParse(cidr, out var block)) return false;
        if (block.PrefixLength < (block.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? WidestV4 : WidestV6)) return false;
        network = new NamedNetwork(name, block);
        return true;
    }

    public bool Contains(IPAddress address) => Network.Holds(address);
}
