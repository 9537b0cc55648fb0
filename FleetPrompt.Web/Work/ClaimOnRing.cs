using System.Threading.Channels;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Web.Work;

/// <summary>
/// Claims at each ring of the doorbell, without the way through a scheduler; any number of rings while one claim runs are one more claim. At shutdown it stops claiming and waits for
/// what is in hand.
/// </summary>
internal sealed partial class ClaimOnRing(Doorbell doorbell, WorkRunner runner, ILogger<ClaimOnRing> log) : BackgroundService
{
    private readonly Channel<bool> rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = doorbell.Listen(_ => rings.Writer.TryWrite(true));
        while (await rings.Reader.WaitToReadAsync(stoppingToken))
        {
            rings.Reader.TryRead(out _);
            try
            {
                await runner.ClaimAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotClaimed(fault);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runner.DrainAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "What is ready could not be claimed; the sweep tries again")]
    private partial void LogNotClaimed(Exception fault);
}
