using System.Net;
using System.Net.Sockets;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Asks for the addresses of a name.</summary>
public delegate Task<IPAddress[]> NameLookup(string host, CancellationToken cancel);

/// <summary>
/// Connects for one request. The name is looked up here and once, every address it leads to is judged, and the socket goes to one of those: a name that leads elsewhere a moment later changes nothing.
/// </summary>
internal sealed class OutboundConnector(OutboundUrl url, OutboundPolicy policy, NameLookup names, TimeProvider time) : IDisposable
{
    private const int MostAddresses = 4;

    private Stream? connection;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Why there is no connection; null while there is no reason.</summary>
    public OutboundOutcome? Trouble { get; private set; }

    /// <summary>The addresses to connect to, all judged; or the reason in <see cref="Trouble"/>.</summary>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancel)
    {
        IPAddress[] found;
        try
        {
            // A lookup that is under way cannot be stopped everywhere; nobody waits for it longer than for anything else.
            found = IPAddress.TryParse(url.Host, out var literal) ? [literal] : await names(url.Host, cancel).WaitAsync(cancel);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            found = [];
        }

        if (found.Length == 0) return Stop(new OutboundOutcome.NotSent($"No server answers to the name {url.Host}. Check how it is spelled."));
        foreach (var address in found)
            if (policy.Refuses(url.Uri.Scheme, address) is { } refusal)
                return Stop(new OutboundOutcome.Refused(refusal, address));
        return found;
    }

    /// <param name="end">When the request is over; so is the connection then, whatever it was doing.</param>
    public async Task<Stream> ConnectAsync(CancellationToken cancel, CancellationToken end)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, end, patience.Token);
        try
        {
            var addresses = await ResolveAsync(both.Token);
            connection = await ToOneOfAsync([.. addresses.Take(MostAddresses)], both.Token) ?? throw new IOException("No connection.");
            if (end.IsCancellationRequested) Dispose();
            return connection;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Stop(new OutboundOutcome.NotSent($"{url.Place} did not answer within {Patience.TotalSeconds:0} seconds."));
            throw;
        }
    }

    public void Dispose() => connection?.Dispose();

    private async Task<Stream?> ToOneOfAsync(IPAddress[] addresses, CancellationToken cancel)
    {
        for (var i = 0; i < addresses.Length; i++)
        {
            // Each has its share of the time that is left, so that one that is silent does not keep us from the next.
            using var share = new CancellationTokenSource(Patience / addresses.Length, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, share.Token);
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], url.Port), both.Token);
                Trouble = null;
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                if (cancel.IsCancellationRequested) throw;
                Trouble = new OutboundOutcome.NotSent(
                    fault is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                        ? $"{url.Place} refused the connection. Check that the server runs, and its port."
                        : $"{url.Place} could not be reached.");
            }
        }

        return null;
    }

    private IReadOnlyList<IPAddress> Stop(OutboundOutcome outcome)
    {
        Trouble = outcome;
        return [];
    }
}
