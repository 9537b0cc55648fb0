using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>What streams are about, in the words of today: a thread's title, a package's name, an agent's name.</summary>
public sealed class StreamTitles(PackageRegistry registry)
{
    private const string Threads = "forum.thread:";
    private const string Installations = "package.installation:";
    private const string Agents = "agent:";

    /// <summary>By stream, in a query for each kind there is among them; what has no title, or is gone, is missing.</summary>
    internal async Task<Dictionary<string, string>> ReadAsync(TenantDb db, IEnumerable<string> streams, CancellationToken cancel)
    {
        var (titles, all) = (new Dictionary<string, string>(), streams.Distinct().ToList());
        if (IdsOf(all, Threads) is { Count: > 0 } threads)
            foreach (var thread in await db.ForumThreads.Where(t => threads.Contains(t.Id)).Select(t => new { t.Id, t.Title }).ToListAsync(cancel)) titles[Threads + thread.Id] = thread.Title;
        if (IdsOf(all, Installations) is { Count: > 0 } installations)
            foreach (var one in await db.PackageInstallations.Where(i => installations.Contains(i.Id)).Select(i => new { i.Id, i.PackageSlug }).ToListAsync(cancel))
                titles[Installations + one.Id] = registry.Find(one.PackageSlug)?.Name ?? one.PackageSlug;
        if (IdsOf(all, Agents) is { Count: > 0 } agents)
            foreach (var agent in await db.Agents.Where(a => agents.Contains(a.Id)).Select(a => new { a.Id, a.Name }).ToListAsync(cancel)) titles[Agents + agent.Id] = agent.Name;
        return titles;
    }

    private static List<Guid> IdsOf(IEnumerable<string> streams, string prefix) =>
        [.. streams.Where(s => s.StartsWith(prefix, StringComparison.Ordinal)).Select(s => Guid.TryParse(s[prefix.Length..], out var id) ? id : Guid.Empty)];
}
