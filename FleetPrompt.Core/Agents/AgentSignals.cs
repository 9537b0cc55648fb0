using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Agents;

/// <summary>What happens to agents.</summary>
public static class AgentSignals
{
    public static readonly SignalType<AgentFact> Created = new("agent.created", "made an agent");
    public static readonly SignalType<AgentFact> Updated = new("agent.updated", "changed an agent");
    public static readonly SignalType<AgentFact> Removed = new("agent.removed", "removed an agent");
    public static readonly SignalType<AgentFact> Kept = new("agent.kept", "kept an agent that its package left");
    public static readonly SignalType<AgentFact> Deployed = new("agent.deployed", "deployed an agent");
    public static readonly SignalType<AgentFact> Paused = new("agent.paused", "paused an agent");
    public static readonly SignalType<AgentFact> Resumed = new("agent.resumed", "resumed an agent");
    public static readonly SignalType<AgentFact> DeploymentFailed = new("agent.deployment.failed", "could not deploy an agent");

    public static readonly SignalType<ExecutionFact> ExecutionCompleted = new("agent.execution.completed", "completed an execution");
    public static readonly SignalType<ExecutionFact> ExecutionFailed = new("agent.execution.failed", "failed in an execution");

    public static readonly IReadOnlyList<SignalType> All = [Created, Updated, Removed, Kept, Deployed, Paused, Resumed, DeploymentFailed, ExecutionCompleted, ExecutionFailed];
}

public sealed record AgentFact(Guid AgentId, string Status, int Revision, string? PackageSlug);

/// <param name="Execution">What ran: <c>mattermost.digest</c>.</param>
public sealed record ExecutionFact(Guid ExecutionId, string Execution, string Status, string? ErrorKind = null);
