using System.Net;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>What <c>/readyz</c> says of a server whose runner can do nothing, though the database answers.</summary>
[Trait("Category", "Fault")]
public sealed class ReadinessTests(OwnApp app) : IClassFixture<OwnApp>
{
    [Fact]
    public async Task A_server_whose_runner_cannot_renew_its_lease_is_not_ready_until_it_can()
    {
        using var client = new HttpClient { BaseAddress = app.Origin };
        await UntilAsync(client, HttpStatusCode.OK);

        var hold = await app.HoldAsync("runtime.runners");
        await UntilAsync(client, HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK, "the process lives");
        await hold.DisposeAsync();

        await UntilAsync(client, HttpStatusCode.OK);
    }

    private static async Task UntilAsync(HttpClient client, HttpStatusCode expected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await client.GetAsync(new Uri("/readyz", UriKind.Relative), patience.Token)).StatusCode != expected) await tick.WaitForNextTickAsync(patience.Token);
    }
}
