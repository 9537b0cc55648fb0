using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace FleetPrompt.Tests.Faults;

/// <summary>The network between a node and PostgreSQL, in the test's hand.</summary>
internal sealed class Wire : IAsyncDisposable
{
    /// <summary>PostgreSQL's last word on a statement: it is over, and so is its transaction.</summary>
    private static readonly byte[] ReadyAndIdle = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly IPEndPoint server;
    private readonly Lock gate = new();
    private readonly List<Line> lines = [];
    private readonly Task accepting;
    private byte[]? swallowing;
    private TaskCompletionSource swallowed = new();

    private Wire(string connection)
    {
        var target = new NpgsqlConnectionStringBuilder(connection);
        server = new IPEndPoint(IPAddress.Parse(target.Host!), target.Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public static Wire To(string connection) => new(connection);

    /// <summary>The same login, by way of this wire.</summary>
    public string Through(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;

    /// <summary>The next message with that text reaches PostgreSQL and is done there; then its connection breaks before a word of the answer comes back.</summary>
    /// <returns>Ends when that has happened.</returns>
    public Task LoseTheAnswerTo(string text)
    {
        lock (gate)
        {
            swallowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            swallowing = Encoding.ASCII.GetBytes(text);
            return swallowed.Task;
        }
    }

    /// <summary>Nothing more goes through the connections that are open, either way, and neither side is told. New ones are as good as ever.</summary>
    public void GoSilent()
    {
        lock (gate)
            foreach (var line in lines) line.Silent = true;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        await accepting;
        lock (gate)
            foreach (var line in lines) line.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(end.Token);
                var line = new Line(client, new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
                lock (gate) lines.Add(line);
                _ = CarryAsync(line);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Line line)
    {
        try
        {
            await line.Server.ConnectAsync(server, end.Token);
            await Task.WhenAny(AskAsync(line), AnswerAsync(line));
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            // There is no server, or the test is over.
        }

        line.Dispose();
    }

    private async Task AskAsync(Line line)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadAsync(line, line.Client, buffer) is var count and > 0)
        {
            lock (gate)
            {
                if (swallowing is { } text && buffer.AsSpan(0, count).IndexOf(text) >= 0) (swallowing, line.Swallows) = (null, true);
            }

            await line.Server.SendAsync(buffer.AsMemory(0, count), end.Token);
        }
    }

    private async Task AnswerAsync(Line line)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadAsync(line, line.Server, buffer) is var count and > 0)
        {
            if (!line.Swallows) await line.Client.SendAsync(buffer.AsMemory(0, count), end.Token);
            else if (buffer.AsSpan(0, count).EndsWith(ReadyAndIdle))
            {
                line.Dispose();
                swallowed.TrySetResult();
                return;
            }
        }
    }

    /// <summary>Nothing when the connection has ended. What was read of a silent line is lost.</summary>
    private async Task<int> ReadAsync(Line line, Socket from, byte[] buffer)
    {
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, end.Token);
                if (!line.Silent) return count;
                if (count == 0) await Task.Delay(Timeout.Infinite, end.Token); // the other side must not learn of it
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private sealed class Line(Socket client, Socket server) : IDisposable
    {
        private volatile bool silent;
        private volatile bool swallows;

        public Socket Client => client;

        public Socket Server => server;

        public bool Silent
        {
            get => silent;
            set => silent = value;
        }

        public bool Swallows
        {
            get => swallows;
            set => swallows = value;
        }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
