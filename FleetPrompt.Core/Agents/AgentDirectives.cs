using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Agents;

/// <summary>What may be done to an agent.</summary>
public static class AgentDirectives
{
    public static readonly DirectiveType<AgentChange> Deploy = new("agent.deploy", "asked to deploy an agent", OrgRole.Administrators);
    public static readonly DirectiveType<AgentChange> Pause = new("agent.pause", "asked to pause an agent", OrgRole.Administrators);
    public static readonly DirectiveType<AgentChange> Resume = new("agent.resume", "asked to resume an agent", OrgRole.Administrators);
}

/// <param name="Revision">The agent's revision on the page that was acted on.</param>
public sealed record AgentChange(Guid AgentId, int Revision) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (AgentId == Guid.Empty) yield return new("agent", "Say which agent is meant.");
        if (Revision < 0) yield return new("revision", "The revision cannot be negative. Reload the page.");
    }
}

/// <summary>Which states follow which.</summary>
public static class AgentStates
{
    private static readonly (string From, string Directive, string To)[] Moves =
    [
        (AgentStatus.Draft, "agent.deploy", AgentStatus.Deploying),
        (AgentStatus.Error, "agent.deploy", AgentStatus.Deploying),
        (AgentStatus.Active, "agent.pause", AgentStatus.Paused),
        (AgentStatus.Paused, "agent.resume", AgentStatus.Active),
    ];

    public static bool May(string status, DirectiveType<AgentChange> type) => Moves.Any(m => m.From == status && m.Directive == type.Name);

    internal static string? Next(string status, string directive) => Moves.FirstOrDefault(m => m.From == status && m.Directive == directive).To;
}
