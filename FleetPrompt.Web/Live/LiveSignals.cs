using System.Data.Common;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Live;

/// <summary>
/// Hands a page what happens, without markup of its own: bursts are taken together, at most ten times a second and always a last time; membership is
/// read again at least every half minute and before anything is handed over. Disposal ends the subscription.
/// </summary>
public sealed partial class LiveSignals : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource stop = new();

    [Parameter, EditorRequired] public LiveSubscription Subscription { get; set; } = null!;

    [Parameter] public EventCallback<LiveBatch> OnSignals { get; set; }

    /// <summary>The person may not watch (as much) any more; nothing follows.</summary>
    [Parameter] public EventCallback OnLost { get; set; }

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<LiveSignals> Log { get; set; } = null!;

    protected override void OnInitialized() => _ = PumpAsync(stop.Token);

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        Subscription.Dispose();
    }

    private async Task PumpAsync(CancellationToken cancel)
    {
        try
        {
            var behind = false;
            while (await NextAsync(behind, cancel) is { } batch)
            {
                if (behind) batch = batch with { Incomplete = true };
                try
                {
                    if (!MayWatch(await Session.FindAsync(cancel)))
                    {
                        await InvokeAsync(OnLost.InvokeAsync);
                        return;
                    }

                    if (batch.Signals.Count > 0 || batch.Incomplete) await InvokeAsync(() => OnSignals.InvokeAsync(batch));
                    behind = false;
                    await Task.Delay(Pace, Time, cancel);
                }
                catch (DbException fault)
                {
                    // The database is away: the page stands as it is, and is loaded anew when it is back.
                    LogBehind(fault);
                    behind = true;
                    await Task.Delay(Patience, Time, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    /// <summary>A member, and not demoted below what the subscription was opened for.</summary>
    private bool MayWatch(OrgSession? session) => session is not null && OrgRole.Sees(session.Role) >= Subscription.Widest;

    /// <summary>News, or an empty batch when it is time to look at the membership again.</summary>
    private async Task<LiveBatch?> NextAsync(bool behind, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(behind ? Patience : Recheck, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await Subscription.NextAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new LiveBatch([], Incomplete: false);
        }
    }

    private void LogBehind(DbException fault) => LogBehind(Log, fault);

    [LoggerMessage(LogLevel.Warning, "A live page could not be brought up to date; it will be when the database answers again")]
    private static partial void LogBehind(ILogger log, Exception fault);
}
