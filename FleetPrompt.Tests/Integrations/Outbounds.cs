using System.Net;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Tests.Integrations;

/// <summary>Policies and clients as an operator would have set them up.</summary>
internal static class Outbounds
{
    /// <summary>As when nothing is set.</summary>
    public static readonly OutboundPolicy Strict = Policy([], []);

    public static OutboundPolicy Policy(string[] networks, int[] ports)
    {
        var options = new OutboundOptions();
        foreach (var network in networks) options.AllowedNetworks.Add(network);
        foreach (var port in ports) options.Ports.Add(port);
        return new OutboundPolicy(Options.Create(options));
    }

    /// <summary>This machine is named, and these ports.</summary>
    public static OutboundPolicy Local(params int[] ports) => Policy(["here=127.0.0.0/8"], ports);

    public static OutboundClient Client(OutboundPolicy policy, NameLookup? names = null, TimeProvider? time = null) => new(policy, names ?? Nobody, time ?? TimeProvider.System);

    /// <summary>Every name leads to these.</summary>
    public static NameLookup Names(params string[] addresses) => (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());

    public static OutboundRequest Post(string url, OutboundPolicy policy, string json = """{"text":"hello"}""") =>
        OutboundRequest.PostJson(OutboundUrl.Parse(url, policy).ShouldBeOk(), System.Text.Encoding.UTF8.GetBytes(json));

    public static OutboundRequest Get(string url, OutboundPolicy policy) => OutboundRequest.Get(OutboundUrl.Parse(url, policy).ShouldBeOk());

    private static Task<IPAddress[]> Nobody(string host, CancellationToken cancel) => throw new InvalidOperationException($"Nobody was to ask for {host}.");
}
