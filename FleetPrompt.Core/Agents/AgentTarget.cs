using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Agents;

/// <summary>Agents that packages bring. They begin as drafts: a person deploys them.</summary>
internal sealed class AgentTarget(SignalBus signals, TimeProvider time) : IProvisioningTarget
{
    public string Kind => "agent";

    public IReadOnlyDictionary<string, object> Of(PackageManifest manifest) => manifest.Includes.Agents.ToDictionary(a => a.Key, a => (object)a, StringComparer.Ordinal);

    public async Task<(Guid Id, string Checksum)> CreateAsync(TenantUnit unit, PackageManifest manifest, object include, CancellationToken cancel)
    {
        var (wanted, now) = ((IncludedAgent)include, time.GetUtcNow());
        var agent = new Agent
        {
            Slug = await FreeSlugAsync(unit, wanted.Key.Replace('.', '-'), cancel),
            Name = wanted.Name,
            Description = wanted.Description,
            Instructions = wanted.Instructions,
            Skills = [.. wanted.Skills],
            Status = AgentStatus.Draft,
            PackageSlug = manifest.Slug,
            CreatedAt = now,
            UpdatedAt = now,
        };
        unit.Db.Agents.Add(agent);
        await unit.Db.SaveChangesAsync(cancel);
        await TellAsync(unit, AgentSignals.Created, agent, cancel);
        return (agent.Id, ChecksumOf(agent));
    }

    public async Task<string?> ChecksumAsync(TenantUnit unit, Guid id, CancellationToken cancel) =>
        await FindAsync(unit, id, cancel) is { } agent ? ChecksumOf(agent) : null;

    public async Task<string> UpdateAsync(TenantUnit unit, Guid id, PackageManifest manifest, object include, CancellationToken cancel)
    {
        var wanted = (IncludedAgent)include;
        var agent = (await FindAsync(unit, id, cancel))!;
        var before = ChecksumOf(agent);
        agent.Name = wanted.Name;
        agent.Description = wanted.Description;
        agent.Instructions = wanted.Instructions;
        agent.Skills = [.. wanted.Skills];
        var after = ChecksumOf(agent);
        if (after == before) return after;
        agent.Revise(time.GetUtcNow());
        await unit.Db.SaveChangesAsync(cancel);
        await TellAsync(unit, AgentSignals.Updated, agent, cancel);
        return after;
    }

    public async Task RemoveAsync(TenantUnit unit, Guid id, CancellationToken cancel)
    {
        if (await FindAsync(unit, id, cancel) is not { } agent) return;
        unit.Db.Agents.Remove(agent);
        await unit.Db.SaveChangesAsync(cancel);
        await TellAsync(unit, AgentSignals.Removed, agent, cancel);
    }

    /// <summary>Its package is gone or has moved on: it is the organisation's, as people made it.</summary>
    public async Task ReleaseAsync(TenantUnit unit, Guid id, CancellationToken cancel)
    {
        if (await FindAsync(unit, id, cancel) is not { } agent) return;
        agent.PackageSlug = null;
        agent.UpdatedAt = time.GetUtcNow();
        await unit.Db.SaveChangesAsync(cancel);
        await TellAsync(unit, AgentSignals.Kept, agent, cancel);
    }

    private static Task<Agent?> FindAsync(TenantUnit unit, Guid id, CancellationToken cancel) => unit.Db.Agents.SingleOrDefaultAsync(a => a.Id == id, cancel);

    /// <summary>Of what the package says; whether it is deployed is the organisation's business.</summary>
    internal static string ChecksumOf(Agent agent) => ProvisionChecksum.Of(new { agent.Name, agent.Description, agent.Instructions, agent.Skills });

    private static async Task<string> FreeSlugAsync(TenantUnit unit, string wanted, CancellationToken cancel)
    {
        var taken = await unit.Db.Agents.Where(a => a.Slug.StartsWith(wanted)).Select(a => a.Slug).ToListAsync(cancel);
        return Enumerable.Range(1, taken.Count + 1).Select(n => n == 1 ? wanted : $"{wanted}-{n}").First(slug => !taken.Contains(slug));
    }

    private Task<Signal> TellAsync(TenantUnit unit, SignalType<AgentFact> type, Agent agent, CancellationToken cancel) =>
        signals.EmitAsync(unit, type, Agent.Subject(agent.Id), new AgentFact(agent.Id, agent.Status, agent.Revision, agent.PackageSlug), cancel: cancel);
}

/// <summary>Skills are everybody's: they come with the registry, not with an installation.</summary>
internal sealed class SkillPart(TimeProvider time) : IRegistryPart
{
    public async Task SyncAsync(PlatformDb db, IReadOnlyList<PackageManifest> newest, CancellationToken cancel)
    {
        var known = await db.Skills.ToDictionaryAsync(s => s.Slug, cancel);
        var now = time.GetUtcNow();
        foreach (var (manifest, wanted) in newest.SelectMany(m => m.Includes.Skills.Select(s => (m, s))))
        {
            if (!known.TryGetValue(wanted.Slug, out var skill))
            {
                db.Skills.Add(skill = new Skill { Slug = wanted.Slug, Name = "", Description = "", Category = "", Instructions = "", PackageSlug = "", CreatedAt = now });
            }

            var told = (wanted.Name, wanted.Description, wanted.Category, wanted.Instructions, manifest.Slug);
            if (told == (skill.Name, skill.Description, skill.Category, skill.Instructions, skill.PackageSlug)) continue;
            (skill.Name, skill.Description, skill.Category, skill.Instructions, skill.PackageSlug) = told;
            skill.UpdatedAt = now;
        }
    }
}
