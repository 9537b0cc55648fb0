using FleetPrompt.Core.Work;
using Quartz;

namespace FleetPrompt.Web.Work;

/// <summary>Claims what is ready by the clock: work for later, and in case a ring was lost (see <see cref="ClaimOnRing"/>).</summary>
[DisallowConcurrentExecution]
internal sealed class WorkRunnerJob(WorkRunner runner) : IJob
{
    public static readonly JobKey Key = new("work-runner");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await runner.ClaimAsync(cancellationToken);
}

/// <summary>Renews the runner's lease and takes over from runners that are gone.</summary>
[DisallowConcurrentExecution]
internal sealed class RunnerHeartbeatJob(WorkRunner runner) : IJob
{
    public static readonly JobKey Key = new("runner-heartbeat");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await runner.HeartbeatAsync(cancellationToken);
}
