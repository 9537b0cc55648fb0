using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class RunnerHealthTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task A_node_is_ready_only_while_its_runner_may_claim()
    {
        await using var node = Given.AnotherNode();
        var runner = node.GetRequiredService<WorkRunner>();
        (await Health(runner)).ShouldBe(HealthStatus.Unhealthy);

        await runner.HeartbeatAsync(Cancel);
        (await Health(runner)).ShouldBe(HealthStatus.Healthy);

        Given.Clock.Advance(TimeSpan.FromSeconds(16)); // one heartbeat before the lease of 20 seconds would end
        (await Health(runner)).ShouldBe(HealthStatus.Unhealthy);

        await runner.HeartbeatAsync(Cancel);
        (await Health(runner)).ShouldBe(HealthStatus.Healthy);

        await runner.DrainAsync(Cancel);
        (await Health(runner)).ShouldBe(HealthStatus.Unhealthy);
    }

    private static async Task<HealthStatus> Health(WorkRunner runner) => (await new RunnerHealth(runner).CheckHealthAsync(new HealthCheckContext(), Cancel)).Status;
}
