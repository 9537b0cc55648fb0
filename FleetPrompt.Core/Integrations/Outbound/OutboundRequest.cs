namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>One request to an address that somebody gave.</summary>
public sealed class OutboundRequest
{
    private OutboundRequest(HttpMethod method, OutboundUrl url, ReadOnlyMemory<byte>? json, Secret? bearer) => (Method, Url, Json, Bearer) = (method, url, json, bearer);

    public HttpMethod Method { get; }

    public OutboundUrl Url { get; }

    /// <summary>The body, already JSON.</summary>
    public ReadOnlyMemory<byte>? Json { get; }

    public Secret? Bearer { get; }

    public static OutboundRequest Get(OutboundUrl url, Secret? bearer = null) => new(HttpMethod.Get, url, null, bearer);

    public static OutboundRequest PostJson(OutboundUrl url, ReadOnlyMemory<byte> json, Secret? bearer = null) => new(HttpMethod.Post, url, json, bearer);

    public override string ToString() => $"{Method} {Url}";
}
