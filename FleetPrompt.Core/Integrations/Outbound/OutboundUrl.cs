using System.Net;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>
/// An address that somebody gave and that may be called. What follows the host may be a secret (of a webhook it is), so it is not printed; whoever sends takes it from <see cref="Uri"/>.
/// </summary>
public sealed class OutboundUrl
{
    public const int MaxLength = 2000;

    private OutboundUrl(Uri uri) => Uri = uri;

    /// <summary>As names are looked up, without the port; non-ASCII names in their encoded form, so that one cannot look like another.</summary>
    public string Host => Uri.IdnHost;

    public int Port => Uri.Port;

    /// <summary>Host and, where it is not the usual one, port: what is shown of the address.</summary>
    public string Place => Uri.IsDefaultPort ? Literal(Host) : $"{Literal(Host)}:{Port}";

    internal Uri Uri { get; }

    /// <summary>Checks all that can be known without asking for the name's addresses: scheme, port, form, and an address that is given as such. The rest is checked where the connection is made.</summary>
    public static Result<OutboundUrl> Parse(string? text, OutboundPolicy policy, string field = "url")
    {
        var given = text?.Trim() ?? "";
        return (Problem(given, policy, out var uri) is { } problem) ? new Invalid(field, problem) : new OutboundUrl(uri!);
    }

    /// <summary>Another address at the same place, below this one's path.</summary>
    internal OutboundUrl Below(string path) => new(new UriBuilder(Uri) { Path = Uri.AbsolutePath.TrimEnd('/') + path }.Uri);

    public override string ToString() => $"{Uri.Scheme}://{Place}/…";

    private static string? Problem(string given, OutboundPolicy policy, out Uri? uri)
    {
        uri = null;
        if (given.Length == 0) return "Enter an address that begins with https://.";
        if (given.Length > MaxLength) return $"The address is too long: {MaxLength} characters at most.";
        if (given.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\')) return "The address has a blank or another character in it that cannot be there. Copy it again.";
        if (!Uri.TryCreate(given, UriKind.Absolute, out var parsed) || !given.StartsWith(parsed.Scheme + "://", StringComparison.OrdinalIgnoreCase) || parsed.Host.Length == 0)
            return "That is not a whole address. It begins with https:// and the name of a server.";
        if (parsed.Scheme != Uri.UriSchemeHttps && parsed.Scheme != Uri.UriSchemeHttp) return $"FleetPrompt does not speak {parsed.Scheme}. Use an address that begins with https://.";
        if (Authority(given).Contains('@', StringComparison.Ordinal)) return "Leave out what stands before the @: a name or password does not belong into an address.";
        if (parsed.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)) return "The name of the server has characters in it that no name has.";
        if (!policy.Takes(parsed.Scheme, parsed.Port)) return $"Port {parsed.Port} is not one that FleetPrompt may connect to. Its operator can add it (Outbound:Ports).";
        if (AddressIn(parsed) is { } address)
        {
            if (policy.Refuses(parsed.Scheme, address) is { } refusal) return refusal;
        }
        else if (parsed.Scheme == Uri.UriSchemeHttp && !policy.NamesNetworks)
        {
            return "Use https: over http everybody on the way could read along. It will do only in networks that the operator has named (Outbound:AllowedNetworks).";
        }

        uri = new UriBuilder(parsed) { Fragment = "" }.Uri;
        return null;
    }

    /// <summary>What stands between the scheme and the path, as it was typed.</summary>
    private static string Authority(string given)
    {
        var rest = given[(given.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return rest.IndexOfAny(['/', '?', '#']) is >= 0 and var end ? rest[..end] : rest;
    }

    /// <summary>The address that the host is, in whatever way it is written; names of this machine count as its address.</summary>
    private static IPAddress? AddressIn(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.');
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        return IPAddress.TryParse(host, out var address) ? address : null;
    }

    private static string Literal(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}
