using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Agents;

/// <summary>What people do with agents, and what they see of them.</summary>
public sealed class AgentDesk(IUnits units, DirectiveService directives, SignalBus signals, PackageRegistry registry, TimeProvider time)
{
    /// <summary>All agents of the organisation, by name.</summary>
    public Task<IReadOnlyList<Agent>> ListAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Agent>>(operation, async unit => await unit.Db.Agents.AsNoTracking().OrderBy(a => a.Name).ThenBy(a => a.Id).ToListAsync(cancel), cancel);

    public Task<Agent?> FindAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.ReadAsync(operation, unit => unit.Db.Agents.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancel), cancel);

    /// <summary>The skills that agents can be given.</summary>
    public IReadOnlyList<(PackageManifest Package, IncludedSkill Skill)> Skills =>
        [.. registry.Newest.Where(m => m.Published).SelectMany(m => m.Includes.Skills.Select(s => (m, s))).OrderBy(s => s.s.Name, StringComparer.Ordinal)];

    /// <summary>Requests one of <see cref="AgentDirectives"/>. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<DirectiveReceipt>> ChangeAsync(OperationContext operation, DirectiveType<AgentChange> type, AgentChange change, CancellationToken cancel = default) =>
        units.RunAsync<DirectiveReceipt>(
            operation,
            async unit =>
            {
                var subject = Agent.Subject(change.AgentId);
                return await directives.RequestAsync(unit, type, new(subject, change, await IdempotencyKey.VersionAsync(unit, type, subject, change.Revision, cancel)), cancel);
            },
            cancel);

    /// <summary>Writes what people want the agent to be. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/> by field, <see cref="NotFound"/>, <see cref="Conflict"/>.</summary>
    public Task<Result<Agent>> EditAsync(OperationContext operation, Guid id, int revision, AgentText text, CancellationToken cancel = default) =>
        units.RunAsync<Agent>(
            operation,
            async unit =>
            {
                if (operation.Actor.Id is not { } user || !OrgRole.IsAdministrator(await unit.RoleOfAsync(user, cancel))) return new Forbidden("Only an owner or an admin of this organisation can do this.");
                var problems = text.Problems(Skills.Select(s => s.Skill.Slug).ToHashSet(StringComparer.Ordinal)).ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (await unit.Db.Agents.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } agent) return new NotFound();
                if (agent.Revision != revision) return new Conflict("The agent has changed since your page showed it. Your text is kept below; reload to see the change.");
                (agent.Name, agent.Description, agent.Instructions, agent.Skills) = (text.Name.Trim(), text.Description.Trim(), text.Instructions.Trim(), [.. text.Skills]);
                (agent.EditedById, agent.EditedAt) = (user, time.GetUtcNow());
                agent.Revise(time.GetUtcNow());
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(unit, AgentSignals.Updated, Agent.Subject(id), new AgentFact(id, agent.Status, agent.Revision, agent.PackageSlug), cancel: cancel);
                return agent;
            },
            cancel);
}

/// <summary>What people write of an agent.</summary>
public sealed record AgentText(string Name, string Description, string Instructions, IReadOnlyList<string> Skills)
{
    public const int MaxInstructions = 8_000;

    internal IEnumerable<FieldProblem> Problems(IReadOnlySet<string> skills)
    {
        if ($"{Name}{Description}{Instructions}".Contains('\0', StringComparison.Ordinal)) yield return new("instructions", "The text has a character that cannot be kept (U+0000). Take that out.");
        if (string.IsNullOrWhiteSpace(Name)) yield return new("name", "Give the agent a name.");
        if (Name.Length > 80) yield return new("name", "Keep the name within 80 characters.");
        if (Description.Length > 300) yield return new("description", "Keep the description within 300 characters.");
        if (string.IsNullOrWhiteSpace(Instructions)) yield return new("instructions", "Say what the agent is to do.");
        if (Instructions.Length > MaxInstructions) yield return new("instructions", $"Keep the instructions within {MaxInstructions:N0} characters.");
        if (Skills.FirstOrDefault(s => !skills.Contains(s)) is { } unknown) yield return new("skills", $"There is no skill {unknown}.");
    }
}
