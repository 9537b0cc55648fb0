using System.Net;
using FleetPrompt.Core.Operations;
using Microsoft.AspNetCore.HttpOverrides;

namespace FleetPrompt.Web.Operations;

/// <summary><c>FLEETPROMPT_PROXIES</c>: the addresses or networks, separated by commas, whose word on the client's address and scheme is taken. Nobody else's is.</summary>
internal static class TrustedProxies
{
    public const string Setting = "FLEETPROMPT_PROXIES";

    public static IServiceCollection AddTrustedProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var named = (configuration[Setting] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var networks = named.Select(Parse).ToList();
        return services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = networks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in networks) forwarded.KnownIPNetworks.Add(network);
        });
    }

    private static System.Net.IPNetwork Parse(string text)
    {
        if (System.Net.IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address)) return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw StartupException.For(Setting, $"'{text}' is neither an address nor a network. Use ones like 10.0.0.5 or 10.0.0.0/24.");
    }
}
