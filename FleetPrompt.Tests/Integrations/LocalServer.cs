using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FleetPrompt.Tests.Integrations;

/// <summary>A server on loopback that does what the test says with each connection, down to when it reads and where it breaks off.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly TcpListener listener;
    private readonly Func<Visit, Task> serve;
    private readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task accepting;
    private int connections;

    public LocalServer(Func<Visit, Task> serve, string address = "127.0.0.1", int port = 0)
    {
        this.serve = serve;
        listener = new TcpListener(IPAddress.Parse(address), port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How often somebody has connected.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>What was asked, from the request line to the end of the body.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>Until a whole request has been read.</summary>
    public Task RequestRead => read.Task;

    /// <summary>Answers everybody the same.</summary>
    public static LocalServer Answering(int status, string body = "", string headers = "", string address = "127.0.0.1", int port = 0) =>
        new(
            async visit =>
            {
                await visit.ReadAsync();
                await visit.AnswerAsync(status, body, headers);
            },
            address,
            port);

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await accepting;
        listener.Dispose();
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        var visits = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopped.Token);
                Interlocked.Increment(ref connections);
                visits.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(visits);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await serve(new Visit(this, client.GetStream(), client.Client, stopped.Token));
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // Whoever called has gone, as some tests mean them to.
            }
        }
    }

    /// <summary>One connection.</summary>
    public sealed class Visit(LocalServer server, Stream connection, Socket socket, CancellationToken stopped)
    {
        private Stream stream = connection;

        /// <summary>Speaks TLS from here on.</summary>
        public async Task SecureAsync(X509Certificate2 certificate)
        {
            var secure = new SslStream(stream);
            var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, stopped);
            stream = secure;
        }

        public async Task<string> ReadAsync()
        {
            var text = new StringBuilder();
            var buffer = new byte[8192];
            while (!IsWhole(text.ToString()))
            {
                var count = await stream.ReadAsync(buffer, stopped);
                if (count == 0) throw new IOException("The request broke off.");
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            server.requests.Enqueue(text.ToString());
            server.read.TrySetResult();
            return text.ToString();
        }

        public Task AnswerAsync(int status, string body = "", string headers = "") =>
            WriteAsync($"HTTP/1.1 {status} Reason\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{(headers.Length > 0 ? headers + "\r\n" : "")}\r\n{body}");

        public async Task WriteAsync(string text)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stopped);
            await stream.FlushAsync(stopped);
        }

        /// <summary>Breaks off: the other side sees a reset.</summary>
        public void Cut()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        /// <summary>Says nothing more until the server stops or the other side goes.</summary>
        public async Task StandStillAsync()
        {
            var buffer = new byte[1024];
            while (await stream.ReadAsync(buffer, stopped) > 0)
            {
                // More of what nobody asked for.
            }
        }

        private static bool IsWhole(string text)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) return false;
            var length = text[..end].Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            return length is null || Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(length["Content-Length:".Length..], CultureInfo.InvariantCulture);
        }
    }
}
