using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Live;

/// <summary>
/// Hands a page what happens, without markup of its own: bursts are taken together, at most ten times a second and always a last time; membership is
/// read again at least every half minute and before anything is handed over. Disposal ends the subscription.
/// </summary>
public sealed class LiveSignals : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource stop = new();

    [Parameter, EditorRequired] public LiveSubscription Subscription { get; set; } = null!;

    [Parameter] public EventCallback<LiveBatch> OnSignals { get; set; }

    /// <summary>The person may not watch (as much) any more; nothing follows.</summary>
    [Parameter] public EventCallback OnLost { get; set; }

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

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
            while (await NextAsync(cancel) is { } batch)
            {
                if (!MayWatch(await Session.FindAsync(cancel)))
                {
                    await InvokeAsync(OnLost.InvokeAsync);
                    return;
                }

                if (batch.Signals.Count > 0 || batch.Incomplete) await InvokeAsync(() => OnSignals.InvokeAsync(batch));
                await Task.Delay(Pace, Time, cancel);
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
    private async Task<LiveBatch?> NextAsync(CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(Recheck, Time);
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
}
