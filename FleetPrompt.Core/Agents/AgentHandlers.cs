using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Agents;

/// <summary>Moves an agent along its states, if it is as the requester saw it.</summary>
internal abstract class AgentHandler(SignalBus signals, TimeProvider time) : IDirectiveHandler<AgentChange>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, AgentChange args, CancellationToken cancel)
    {
        if (await FindAsync(run, args, cancel) is not { } agent) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The agent no longer exists.");
        if (agent.Revision != args.Revision) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "The agent has changed since your page showed it. Reload and decide again.");
        if (Act(agent) is { } refused) return refused;
        agent.Revision++;
        agent.ErrorMessage = null;
        agent.UpdatedAt = time.GetUtcNow();
        await run.Unit.Db.SaveChangesAsync(cancel);
        await TellAsync(run, Told, agent, cancel);
        return new DirectiveOutcome.Succeeded(new { agent_id = agent.Id, status = agent.Status, revision = agent.Revision });
    }

    protected abstract SignalType<AgentFact> Told { get; }

    /// <summary>Null when the agent has moved.</summary>
    protected abstract DirectiveOutcome.Failed? Act(Agent agent);

    protected static DirectiveOutcome.Failed? Move(Agent agent, DirectiveType<AgentChange> type)
    {
        if (AgentStates.Next(agent.Status, type.Name) is not { } next) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, $"The agent is {agent.Status} now, so that cannot be done. Reload and decide again.");
        agent.Status = next;
        return null;
    }

    protected static Task<Agent?> FindAsync(DirectiveRun run, AgentChange args, CancellationToken cancel) => run.Unit.Db.Agents.SingleOrDefaultAsync(a => a.Id == args.AgentId, cancel);

    protected Task<Signal> TellAsync(DirectiveRun run, SignalType<AgentFact> type, Agent agent, CancellationToken cancel) =>
        signals.EmitAsync(run.Unit, type, Agent.Subject(agent.Id), new AgentFact(agent.Id, agent.Status, agent.Revision, agent.PackageSlug), cancel: cancel);
}

/// <summary>Looks whether the agent has what it needs, and lets it act.</summary>
internal sealed class DeployAgentHandler(PackageRegistry registry, SignalBus signals, TimeProvider time) : AgentHandler(signals, time), IDirectiveObserver<AgentChange>
{
    protected override SignalType<AgentFact> Told => AgentSignals.Deployed;

    public async Task BegunAsync(DirectiveRun run, AgentChange args, CancellationToken cancel)
    {
        if (await FindAsync(run, args, cancel) is { } agent && agent.Revision == args.Revision && AgentStates.May(agent.Status, AgentDirectives.Deploy)) agent.Status = AgentStatus.Deploying;
    }

    public async Task EndedAsync(DirectiveRun run, AgentChange args, DirectiveOutcome outcome, CancellationToken cancel)
    {
        if (await FindAsync(run, args, cancel) is not { Status: AgentStatus.Deploying } agent || agent.Revision != args.Revision) return;
        agent.Status = outcome is DirectiveOutcome.Failed ? AgentStatus.Error : AgentStatus.Draft;
        agent.ErrorMessage = outcome is DirectiveOutcome.Failed failed ? RedactionGuard.RedactText(failed.Message) : null;
        await TellAsync(run, AgentSignals.DeploymentFailed, agent, cancel);
    }

    protected override DirectiveOutcome.Failed? Act(Agent agent)
    {
        if (agent.Status != AgentStatus.Deploying && Move(agent, AgentDirectives.Deploy) is { } refused) return refused;
        if (string.IsNullOrWhiteSpace(agent.Instructions)) return new DirectiveOutcome.Failed(DirectiveErrors.Validation, "The agent has no instructions. Write them, then deploy it again.");
        var known = registry.Newest.SelectMany(m => m.Includes.Skills).Select(s => s.Slug).ToHashSet(StringComparer.Ordinal);
        if (agent.Skills.FirstOrDefault(s => !known.Contains(s)) is { } unknown) return new DirectiveOutcome.Failed(DirectiveErrors.Validation, $"The skill {unknown} does not exist any more. Take it from the agent, then deploy it again.");
        agent.Status = AgentStatus.Active;
        return null;
    }
}

internal sealed class PauseAgentHandler(SignalBus signals, TimeProvider time) : AgentHandler(signals, time)
{
    protected override SignalType<AgentFact> Told => AgentSignals.Paused;

    protected override DirectiveOutcome.Failed? Act(Agent agent) => Move(agent, AgentDirectives.Pause);
}

internal sealed class ResumeAgentHandler(SignalBus signals, TimeProvider time) : AgentHandler(signals, time)
{
    protected override SignalType<AgentFact> Told => AgentSignals.Resumed;

    protected override DirectiveOutcome.Failed? Act(Agent agent) => Move(agent, AgentDirectives.Resume);
}
