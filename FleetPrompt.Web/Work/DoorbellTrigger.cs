using System.Threading.Channels;
using FleetPrompt.Core.Work;
using Quartz;

namespace FleetPrompt.Web.Work;

/// <summary>Turns rings into firings of <see cref="WorkRunnerJob"/>, at most one ahead; at shutdown stops claiming and waits for what is in hand.</summary>
internal sealed class DoorbellTrigger(Doorbell doorbell, WorkRunner runner, ClaimAsked asked, [FromKeyedServices(WorkWeb.LocalScheduler)] ISchedulerFactory schedulers) : BackgroundService
{
    private readonly Channel<bool> rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = doorbell.Listen(_ => rings.Writer.TryWrite(true));
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        while (await rings.Reader.WaitToReadAsync(stoppingToken))
        {
            rings.Reader.TryRead(out _);
            if (!asked.TryAsk()) continue;
            await scheduler.TriggerJob(WorkRunnerJob.Key, cancellationToken: stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runner.DrainAsync(cancellationToken);
    }
}

/// <summary>Whether a firing of <see cref="WorkRunnerJob"/> is waiting already: one is enough for any number of rings.</summary>
internal sealed class ClaimAsked
{
    private int waiting;

    public bool TryAsk() => Interlocked.Exchange(ref waiting, 1) == 0;

    public void Taken() => Interlocked.Exchange(ref waiting, 0);
}
