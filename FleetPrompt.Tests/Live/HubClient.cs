using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using FleetPrompt.Tests.Security;
using FleetPrompt.Web.Live;
using Xunit;

namespace FleetPrompt.Tests.Live;

/// <summary>A client of the hub that speaks SignalR's JSON protocol: records that end with a separator, over one WebSocket.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char Separator = '\u001e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly StringBuilder received = new();

    private HubClient() => patience.CancelAfter(Patience);

    /// <exception cref="WebSocketException">The server did not take the connection; its status is in <see cref="Exception.Data"/>.</exception>
    public static async Task<HubClient> ConnectAsync(HttpVisitor visitor, string? origin = null)
    {
        var client = new HubClient();
        client.socket.Options.CollectHttpResponseDetails = true;
        client.socket.Options.SetRequestHeader("Cookie", visitor.Cookies);
        if (origin is not null) client.socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await client.socket.ConnectAsync(new UriBuilder(visitor.Origin) { Scheme = "ws", Path = SignalsHub.Path }.Uri, client.patience.Token);
        }
        catch (WebSocketException refused)
        {
            refused.Data["status"] = (int)client.socket.HttpStatusCode;
            await client.DisposeAsync();
            throw;
        }

        await client.SendAsync(new { protocol = "json", version = 1 });
        await client.ReceiveAsync();
        return client;
    }

    /// <summary>Connects and follows; the first batch has come.</summary>
    public static async Task<(HubClient Client, JsonElement First)> JoinAsync(HttpVisitor visitor, string? cursor = null)
    {
        var client = await ConnectAsync(visitor);
        await client.FollowAsync(new { cursor });
        return (client, await client.BatchAsync());
    }

    public Task FollowAsync(object request, string id = "1") => SendAsync(new { type = 4, invocationId = id, target = "Follow", arguments = new[] { request } });

    public async Task SendAsync(object message) => await socket.SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + Separator), WebSocketMessageType.Text, true, patience.Token);

    /// <summary>The next batch of any stream.</summary>
    /// <exception cref="HubEndedException">The stream or the connection has ended.</exception>
    public async Task<JsonElement> BatchAsync()
    {
        while (true)
        {
            var message = await ReceiveAsync();
            switch (message.GetProperty("type").GetInt32())
            {
                case 2: return message.GetProperty("item");
                case 3 or 7: throw new HubEndedException(message.TryGetProperty("error", out var error) ? error.GetString()! : "");
            }
        }
    }

    /// <summary>Batches up to the one with a signal of that name: all their signals, and the last cursor.</summary>
    public async Task<(List<JsonElement> Signals, string Cursor)> UntilAsync(string name, int times = 1)
    {
        var signals = new List<JsonElement>();
        while (true)
        {
            var batch = await BatchAsync();
            signals.AddRange(batch.GetProperty("signals").EnumerateArray());
            if (signals.Count(s => s.GetProperty("name").GetString() == name) >= times) return (signals, batch.GetProperty("cursor").GetString()!);
        }
    }

    /// <summary>What is said at the end.</summary>
    public async Task<string> EndAsync()
    {
        try
        {
            while (true) await BatchAsync();
        }
        catch (HubEndedException end)
        {
            return end.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        patience.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        int end;
        while ((end = received.ToString().IndexOf(Separator, StringComparison.Ordinal)) < 0)
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close) throw new HubEndedException("closed");
            received.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }

        var message = JsonDocument.Parse(received.ToString(0, end)).RootElement;
        received.Remove(0, end + 1);
        return message;
    }
}

/// <summary>The server said that nothing follows, and why.</summary>
internal sealed class HubEndedException(string why) : Exception(why);
