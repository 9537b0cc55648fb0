using Xunit;

namespace FleetPrompt.Tests.Given;

/// <summary>Waits for what comes about by itself.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task ItIsAsync<T>(Func<Task<T>> look, T expected)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var now = await look(); !Equals(now, expected); now = await look())
        {
            try
            {
                await tick.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"After {Patience.TotalSeconds} s it was still {now} and not {expected}.");
            }
        }
    }
}
