using System.Net;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>What <c>/readyz</c> says of a server whose runner can do nothing, though the database answers.</summary>
[Trait("Category", "Fault")]
public sealed class ReadinessTests(OwnApp app) : IClassFixture<OwnApp>
{
    /// <summary>Fails when readiness does not ask whether the runner may claim (tried).</summary>
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

    private static Task UntilAsync(HttpClient client, HttpStatusCode expected) =>
        Until.ItIsAsync(async () => (await client.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode, expected);
}
