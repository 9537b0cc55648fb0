using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Counts what happened in a span, in a fixed number of queries.</summary>
public sealed class DigestReading(PackageRegistry registry, IOptions<DigestOptions> options)
{
    private const int MostFailures = 20;

    /// <summary>The digest of a span.</summary>
    public async Task<string> ComposeAsync(TenantUnit unit, DigestWindow window, DigestConfiguration config, string? summary, CancellationToken cancel) =>
        DigestText.Compose(await CollectAsync(unit, window, IanaZone.Find(config.Timezone).Value, cancel), config.MaxLines, config.IncludeCostEstimates, options.Value.Site, summary);

    public async Task<DigestFacts> CollectAsync(TenantUnit unit, DigestWindow window, TimeZoneInfo zone, CancellationToken cancel)
    {
        var db = unit.Db;
        var (from, to) = (window.From, window.To);
        var signals = await db.Signals.AsNoTracking()
            .Where(s => s.RecordedAt >= from && s.RecordedAt < to && (s.Name.StartsWith("package.") || s.Name == "forum.thread.created" || s.Name == "forum.post.created"))
            .GroupBy(s => new { s.Name, s.SubjectId, IsPackage = s.Name.StartsWith("package.") })
            .Select(g => new { g.Key.Name, Subject = g.Key.IsPackage ? (Guid?)g.Key.SubjectId : null, Count = g.Count() })
            .ToListAsync(cancel);
        var installations = await db.PackageInstallations.AsNoTracking().ToDictionaryAsync(i => i.Id, i => i.PackageSlug, cancel);
        var directives = await db.Directives.AsNoTracking().Where(d => d.RequestedAt >= from && d.RequestedAt < to).GroupBy(d => d.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var failures = await db.Directives.AsNoTracking()
            .Where(d => d.Status == DirectiveStates.Failed && d.FinishedAt >= from && d.FinishedAt < to)
            .GroupBy(d => new { d.Name, d.ErrorKind })
            .Select(g => new { g.Key.Name, g.Key.ErrorKind, Count = g.Count() })
            .OrderByDescending(f => f.Count).ThenBy(f => f.Name).ThenBy(f => f.ErrorKind).Take(MostFailures)
            .ToListAsync(cancel);
        var executions = await db.Executions.AsNoTracking()
            .Where(e => e.CreatedAt >= from && e.CreatedAt < to)
            .GroupBy(e => new { e.Name, e.Status })
            .Select(g => new { g.Key.Name, g.Key.Status, Count = g.Count(), Cost = g.Sum(e => e.CostMicros), Tokens = g.Sum(e => e.InputTokens + e.OutputTokens) })
            .ToListAsync(cancel);
        var undecided = await db.OutboundMessages.CountAsync(m => m.Status == OutboundStatus.Uncertain && m.ExecutionId != null, cancel);
        var refused = await db.IntegrationCredentials.CountAsync(c => c.Status == CredentialStatus.Connected && c.LastErrorKind == OutboundErrorKind.Auth, cancel);

        return new DigestFacts(await unit.OrganizationNameAsync(cancel), window, zone)
        {
            Packages =
            [
                .. from s in signals
                   where s.Name.StartsWith("package.", StringComparison.Ordinal) && s.Subject is not null && installations.ContainsKey(s.Subject.Value)
                   let words = s.Name.Split('.')
                   where words is [_, _, "completed" or "failed"]
                   group (words[2], s.Count) by (Package: NameOf(installations[s.Subject!.Value]), Act: words[1]) into one
                   orderby one.Key.Package, one.Key.Act
                   select new PackageCount(one.Key.Package, one.Key.Act, one.Where(o => o.Item1 == "completed").Sum(o => o.Count), one.Where(o => o.Item1 == "failed").Sum(o => o.Count)),
            ],
            Executions =
            [
                .. from e in executions
                   group e by e.Name into one
                   orderby one.Key
                   let counted = new ExecutionCount(
                       one.Key,
                       one.Where(e => e.Status == ExecutionStatus.Succeeded).Sum(e => e.Count),
                       one.Where(e => e.Status == ExecutionStatus.Failed).Sum(e => e.Count),
                       one.Where(e => e.Status == ExecutionStatus.Uncertain).Sum(e => e.Count))
                   where counted.Completed + counted.Failed + counted.Uncertain > 0
                   select counted,
            ],
            Directives = directives.ToDictionary(d => d.Key, d => d.Count),
            Failures = [.. failures.Select(f => new FailureCount(f.Name, f.ErrorKind ?? OutboundErrorKind.Unknown, f.Count))],
            Threads = signals.Where(s => s.Name == "forum.thread.created").Sum(s => s.Count),
            Posts = signals.Where(s => s.Name == "forum.post.created").Sum(s => s.Count),
            CostMicros = executions.Sum(e => e.Cost),
            Tokens = executions.Sum(e => e.Tokens),
            Undecided = undecided,
            RefusedConnections = refused,
        };
    }

    private string NameOf(string slug) => registry.Find(slug)?.Name ?? slug;
}

public sealed class DigestOptions
{
    public const string Section = "Digest";

    /// <summary>Where people reach FleetPrompt, for the links in digests; none without it.</summary>
    public Uri? Site { get; set; }
}
