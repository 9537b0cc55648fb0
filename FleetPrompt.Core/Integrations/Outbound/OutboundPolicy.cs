using System.Net;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Whether an address may be connected to, as the rules and the operator say. Decides on what is given; asks nobody.</summary>
public sealed class OutboundPolicy
{
    private readonly List<NamedNetwork> networks;
    private readonly List<int> ports;

    public OutboundPolicy(IOptions<OutboundOptions> options)
    {
        networks = [.. options.Value.AllowedNetworks.Select(text => NamedNetwork.TryParse(text, out var network) ? network : throw new ArgumentException($"'{text}' is not a named network.", nameof(options)))];
        ports = [.. options.Value.Ports];
    }

    /// <summary>Without one, http leads nowhere.</summary>
    public bool NamesNetworks => networks.Count > 0;

    public static int UsualPort(string scheme) => scheme == Uri.UriSchemeHttp ? 80 : 443;

    public bool Takes(string scheme, int port) => port == UsualPort(scheme) || ports.Contains(port);

    /// <summary>Null where it may be; else why not, for people.</summary>
    public string? Refuses(string scheme, IPAddress address)
    {
        var named = networks.Any(n => n.Contains(address));
        if (AddressRules.For(address) is { } rule)
        {
            if (rule.Always) return $"{address} is {rule.Words}, and nobody may have FleetPrompt connect there.";
            if (!named) return $"{address} is {rule.Words}. FleetPrompt connects to public addresses, and to networks that its operator has named (Outbound:AllowedNetworks).";
            if (AddressRules.Inner(address) is { } inner) return Refuses(scheme, inner);
        }

        return scheme == Uri.UriSchemeHttp && !named ? $"{address} is not in a network that the operator has named, and only there http will do. Use https." : null;
    }
}
