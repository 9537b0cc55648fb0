using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Live;

/// <summary>Calls a page every second for as long as it is rendered: for states that change without a signal of their own.</summary>
public sealed class Ticker : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource stop = new();

    [Parameter] public EventCallback OnTick { get; set; }

    [Inject] private TimeProvider Time { get; set; } = null!;

    protected override void OnInitialized() => _ = TickAsync(stop.Token);

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task TickAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Time, cancel);
                await InvokeAsync(OnTick.InvokeAsync);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The page is gone, or nothing is in motion any more.
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }
}
