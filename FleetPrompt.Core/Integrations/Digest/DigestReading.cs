using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Collects what a digest tells of, in a dozen queries however much there is. Names, states and counts only: no texts of people's.</summary>
public sealed class DigestReading(PackageRegistry registry, IOptions<DigestOptions> options)
{
    /// <summary>Of what waits for somebody, so many are counted.</summary>
    private const int Enough = 100;

    private const string ThreadStarted = "forum.thread.created";
    private const string Posted = "forum.post.created";

    private static readonly IReadOnlyList<string> Ends = [DirectiveSignals.Succeeded.Name, DirectiveSignals.Failed.Name, DirectiveSignals.Canceled.Name];

    /// <summary>From the signal's name to what was asked for, and how it went.</summary>
    private static readonly IReadOnlyDictionary<string, (string Verb, string State)> Packages = PackageSignals.Verbs
        .SelectMany(v => new[] { (v.Requested.Name, v.Name, State: "requested"), (v.Completed.Name, v.Name, State: "completed"), (v.Failed.Name, v.Name, State: "failed") })
        .ToDictionary(v => v.Item1, v => (v.Item2, v.State));

    /// <summary>The digest of a span.</summary>
    /// <param name="summary">Sentences by a model, to stand above the figures.</param>
    /// <param name="own">The directive that asks, which is not told of.</param>
    public async Task<string> ComposeAsync(TenantUnit unit, DigestWindow window, DigestConfiguration config, string? summary, Guid? own, CancellationToken cancel) =>
        DigestText.Compose(await CollectAsync(unit, window, config.Zone, own, cancel), new DigestLayout(config.MaxLines, config.IncludeCostEstimates, options.Value.Site, summary));

    /// <param name="own">The directive that asks, which is not told of.</param>
    public async Task<DigestFacts> CollectAsync(TenantUnit unit, DigestWindow window, TimeZoneInfo zone, Guid? own, CancellationToken cancel)
    {
        var signals = unit.Db.Signals.AsNoTracking().Where(s => s.RecordedAt >= window.From && s.RecordedAt < window.To);
        var directives = await EndedAsync(unit, signals, own, cancel);
        var executions = await ExecutionsAsync(unit, window, cancel);
        return new DigestFacts(await unit.OrganizationNameAsync(cancel), window, zone)
        {
            Packages = await PackagesAsync(unit, signals, cancel),
            Executions = [.. executions.GroupBy(e => e.Name).Select(g => new ExecutionCount(g.Key, Of(g, ExecutionStatus.Succeeded), Of(g, ExecutionStatus.Failed), Of(g, ExecutionStatus.Uncertain)))],
            Directives = new(Of(directives, DirectiveStates.Succeeded), Of(directives, DirectiveStates.Failed), Of(directives, DirectiveStates.Canceled), await WaitingAsync(unit, window, own, cancel)),
            DirectiveFailures = [.. directives.Where(d => d.Status == DirectiveStates.Failed).GroupBy(d => Kind(d.ErrorKind)).Select(g => new DirectiveFailures(g.Key, g.Sum(d => d.Count), [.. g.Select(d => d.Name)]))],
            Messages = await MessagesAsync(unit, window, cancel),
            Errors = [.. Failures(directives, executions)],
            Usage = new(executions.Sum(e => e.CostMicros), executions.Sum(e => e.InputTokens), executions.Sum(e => e.OutputTokens)),
            Forum = await ForumAsync(signals, window, cancel),
            Pointers = await PointersAsync(unit, cancel),
        };

        static int Of(IEnumerable<Ended> all, string status) => all.Where(e => e.Status == status).Sum(e => e.Count);
    }

    /// <summary>Directives that came to an end then, once each, by how they stand now: one that was run again and succeeded has not failed.</summary>
    private static Task<List<Ended>> EndedAsync(TenantUnit unit, IQueryable<Signal> signals, Guid? own, CancellationToken cancel)
    {
        var ended = signals.Where(s => Ends.Contains(s.Name)).Select(s => s.SubjectId);
        return unit.Db.Directives.AsNoTracking()
            .Where(d => ended.Contains(d.Id) && d.Id != own)
            .GroupBy(d => new { d.Name, d.Status, d.ErrorKind })
            .Select(g => new Ended(g.Key.Name, g.Key.Status, g.Key.ErrorKind, true, g.Count(), 0, 0, 0))
            .ToListAsync(cancel);
    }

    private static Task<int> WaitingAsync(TenantUnit unit, DigestWindow window, Guid? own, CancellationToken cancel) =>
        unit.Db.Directives.CountAsync(
            d => (d.Status == DirectiveStates.Requested || d.Status == DirectiveStates.Running) && d.RequestedAt < window.To && (d.ScheduledAt == null || d.ScheduledAt < window.To) && d.Id != own,
            cancel);

    private static Task<List<Ended>> ExecutionsAsync(TenantUnit unit, DigestWindow window, CancellationToken cancel)
    {
        // What ran for longer than a day is not looked for: the index is by when it was asked for.
        var earliest = window.From.AddDays(-1);
        return unit.Db.Executions.AsNoTracking()
            .Where(e => e.CreatedAt >= earliest && e.FinishedAt >= window.From && e.FinishedAt < window.To)
            .GroupBy(e => new { e.Name, e.Status, e.ErrorKind, ByDirective = e.DirectiveId != null })
            .Select(g => new Ended(g.Key.Name, g.Key.Status, g.Key.ErrorKind, g.Key.ByDirective, g.Count(), g.Sum(e => e.CostMicros), g.Sum(e => e.InputTokens), g.Sum(e => e.OutputTokens)))
            .ToListAsync(cancel);
    }

    private async Task<IReadOnlyList<PackageCount>> PackagesAsync(TenantUnit unit, IQueryable<Signal> signals, CancellationToken cancel)
    {
        var names = Packages.Keys.ToList();
        var rows = await (
            from s in signals.Where(s => names.Contains(s.Name))
            join i in unit.Db.PackageInstallations on s.SubjectId equals i.Id
            group s by new { i.PackageSlug, s.Name } into g
            select new { g.Key.PackageSlug, g.Key.Name, Count = g.Count() }
        ).ToListAsync(cancel);
        return
        [
            .. from row in rows
               let told = Packages[row.Name]
               group (told.State, row.Count) by (Package: registry.Find(row.PackageSlug)?.Name ?? row.PackageSlug, told.Verb) into g
               select new PackageCount(g.Key.Package, g.Key.Verb, In(g, "requested"), In(g, "completed"), In(g, "failed")),
        ];

        static int In(IEnumerable<(string State, int Count)> all, string state) => all.Where(a => a.State == state).Sum(a => a.Count);
    }

    private static async Task<MessageCounts> MessagesAsync(TenantUnit unit, DigestWindow window, CancellationToken cancel)
    {
        var counts = await unit.Db.OutboundMessages.AsNoTracking()
            .Where(m => m.UpdatedAt >= window.From && m.UpdatedAt < window.To)
            .GroupBy(m => m.Status).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new(counts.GetValueOrDefault(OutboundStatus.Sent), counts.GetValueOrDefault(OutboundStatus.Failed), counts.GetValueOrDefault(OutboundStatus.Uncertain));
    }

    /// <summary>What an import brought in happened long ago.</summary>
    private static async Task<ForumCount> ForumAsync(IQueryable<Signal> signals, DigestWindow window, CancellationToken cancel)
    {
        var counts = await signals.Where(s => (s.Name == ThreadStarted || s.Name == Posted) && s.OccurredAt >= window.From)
            .GroupBy(s => s.Name).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new(counts.GetValueOrDefault(ThreadStarted), counts.GetValueOrDefault(Posted));
    }

    private static async Task<DigestPointers> PointersAsync(TenantUnit unit, CancellationToken cancel)
    {
        var (db, sent) = (unit.Db, unit.Db.OutboundMessages.AsNoTracking());
        var uncertain = await (
            from m in sent.Where(m => m.Status == OutboundStatus.Uncertain)
            join e in db.Executions on m.ExecutionId equals e.Id // a test of a connection has none, and asks nobody
            orderby m.UpdatedAt descending, m.Id
            select e.InstallationId
        ).Take(Enough).ToListAsync(cancel);
        var refused = await db.IntegrationCredentials.CountAsync(
            c => c.Status == CredentialStatus.Connected && c.LastErrorKind == OutboundErrorKind.Auth && (c.RotatedAt == null || c.RotatedAt < c.LastErrorAt),
            cancel);
        var installations = await db.PackageInstallations.AsNoTracking()
            .Where(i => i.Status == InstallationStatus.Failed || (i.Status == InstallationStatus.Installed && i.PendingVersion != null))
            .OrderByDescending(i => i.UpdatedAt).ThenBy(i => i.Id).Take(Enough)
            .Select(i => new { i.Id, Failed = i.Status == InstallationStatus.Failed })
            .ToListAsync(cancel);
        var failed = installations.Where(i => i.Failed).ToList();
        return new DigestPointers(
            uncertain.Count,
            uncertain.FirstOrDefault(i => i is not null),
            refused,
            failed.Count,
            failed.FirstOrDefault()?.Id,
            installations.FirstOrDefault(i => !i.Failed)?.Id,
            await db.SignalDeliveries.CountAsync(d => d.Status == DeliveryStates.Parked, cancel));
    }

    /// <summary>What an execution met that a directive ran is told by the directive.</summary>
    private static IEnumerable<ErrorCount> Failures(IEnumerable<Ended> directives, IEnumerable<Ended> executions) =>
        directives.Where(d => d.Status == DirectiveStates.Failed).Concat(executions.Where(e => e.Status is ExecutionStatus.Failed or ExecutionStatus.Uncertain && !e.ByDirective))
            .GroupBy(e => (e.Name, Kind: Kind(e.ErrorKind)))
            .Select(g => new ErrorCount(g.Key.Name, g.Key.Kind, g.Sum(e => e.Count)));

    private static string Kind(string? kind) => kind ?? OutboundErrorKind.Unknown;

    private sealed record Ended(string Name, string Status, string? ErrorKind, bool ByDirective, int Count, long CostMicros, long InputTokens, long OutputTokens);
}

public sealed class DigestOptions
{
    public const string Section = "Digest";

    /// <summary>Where people reach FleetPrompt, for the links in digests; none without it.</summary>
    public Uri? Site { get; set; }
}
