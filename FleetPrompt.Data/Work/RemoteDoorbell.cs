using System.Globalization;
using System.Threading.Channels;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FleetPrompt.Data.Work;

/// <summary>
/// Rings between nodes by NOTIFY. Never inside a caller's transaction, where it would serialise commits: after it, on a connection of its own, and coalesced, with one
/// NOTIFY in flight naming all tenants that have rung since.
/// </summary>
internal sealed partial class RemoteDoorbell(NpgsqlDataSource source, Doorbell doorbell, ILogger<RemoteDoorbell> log) : BackgroundService, IRunsInVerbs
{
    private const string Channel = "fleetprompt";
    private const string Everybody = "*";

    /// <summary>Above this many tenants a ring is for all.</summary>
    private const int Named = 500;

    private static readonly TimeSpan LastRing = TimeSpan.FromSeconds(2);
    private readonly TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string self = Guid.NewGuid().ToString("N")[..12];
    private readonly Channel<int> outgoing = System.Threading.Channels.Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        doorbell.Relay(tenant => outgoing.Writer.TryWrite(tenant));
        return Task.WhenAll(KeepAsync(SendAsync, stoppingToken), KeepAsync(ListenAsync, stoppingToken));
    }

    /// <summary>Sends what was rung and not sent yet.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        outgoing.Writer.TryComplete();
        await sent.Task.WaitAsync(LastRing, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var notify = new NpgsqlCommand("select pg_notify($1, $2)", connection);
        notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        var payload = new NpgsqlParameter<string> { TypedValue = "" };
        notify.Parameters.Add(payload);
        var tenants = new HashSet<int>();
        while (await outgoing.Reader.WaitToReadAsync(cancel))
        {
            while (outgoing.Reader.TryRead(out var tenant)) tenants.Add(tenant);
            payload.TypedValue = $"{self} {(tenants.Count > Named ? Everybody : string.Join(',', tenants))}";
            tenants.Clear();
            await notify.ExecuteNonQueryAsync(cancel);
        }

        sent.TrySetResult();
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        connection.Notification += (_, heard) => Hear(heard.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(cancel);

        // What was rung while nobody listened is not heard again: look at everything once.
        doorbell.RingHere(null);
        while (true) await connection.WaitAsync(cancel);
    }

    private void Hear(string payload)
    {
        var parts = payload.Split(' ', 2);
        if (parts.Length != 2 || parts[0] == self) return;
        if (parts[1] == Everybody)
        {
            doorbell.RingHere(null);
            return;
        }

        foreach (var text in parts[1].Split(','))
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tenant)) doorbell.RingHere(tenant);
    }

    /// <summary>Runs the loop again whenever its connection is lost.</summary>
    private async Task KeepAsync(Func<CancellationToken, Task> loop, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await loop(cancel);
                return;
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogLost(fault);
                await Task.Delay(TimeSpan.FromSeconds(1), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The doorbell between nodes lost its connection; the sweep carries on meanwhile")]
    private partial void LogLost(Exception fault);
}
