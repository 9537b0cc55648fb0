using FleetPrompt.Core.Moderation.Rules;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <param name="Days">Flags of each day, oldest first, days without any included.</param>
/// <param name="MedianReview">From the first flag to the decision, of items decided in that time; null without any.</param>
public sealed record InsightsView(
    IReadOnlyList<FlagDay> Days,
    int Flags,
    int Decided,
    int Waiting,
    int AutoHidden,
    int Undone,
    TimeSpan? MedianReview,
    TimeSpan? SlowReview,
    IReadOnlyList<RulePrecision> Rules,
    IReadOnlyList<ActionCount> Actions);

public sealed record FlagDay(DateOnly Day, int Members, int Rules);

/// <param name="Upheld">Followed by an action.</param>
/// <param name="Rejected">Reviewed or dismissed: the post was fine.</param>
public sealed record RulePrecision(string Rule, string Title, int Upheld, int Rejected, int Open)
{
    /// <summary>Null while nothing was decided.</summary>
    public double? Precision => Upheld + Rejected == 0 ? null : (double)Upheld / (Upheld + Rejected);
}

public sealed record ActionCount(string Action, int Count);

/// <summary>How moderation goes: how much is flagged, how long it waits, and which rules are right.</summary>
public sealed class ModerationInsights(IUnits units, TimeProvider time)
{
    public const int Days = 30;
    private const int MostItems = 10_000;
    private const int MostFlags = 50_000;

    /// <summary>Null for who does not moderate.</summary>
    public Task<InsightsView?> ReadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await ModerationClaims.RefusalAsync(unit, cancel) is not null) return null;
                var db = unit.Db;
                var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
                var since = new DateTimeOffset(today.AddDays(1 - Days), TimeOnly.MinValue, TimeSpan.Zero);
                var flags = await db.ModerationFlags.Where(f => f.CreatedAt >= since).OrderByDescending(f => f.CreatedAt).Take(MostFlags)
                    .Select(f => new { f.CreatedAt, IsRule = f.Rule != null }).ToListAsync(cancel);
                var daily = flags.GroupBy(f => (Day: DateOnly.FromDateTime(f.CreatedAt.UtcDateTime), f.IsRule)).ToDictionary(g => g.Key, g => g.Count());
                var decided = await db.ModerationItems.AsNoTracking().Where(i => i.DecidedAt >= since).OrderByDescending(i => i.DecidedAt).Take(MostItems)
                    .Select(i => new { i.FirstFlaggedAt, i.DecidedAt }).ToListAsync(cancel);
                var waits = decided.Select(i => i.DecidedAt!.Value - i.FirstFlaggedAt).Order().ToList();
                var rules = await db.ModerationFlags.Where(f => f.Rule != null).GroupBy(f => new { f.Rule, f.Status }).Select(g => new { g.Key.Rule, g.Key.Status, Count = g.Count() }).ToListAsync(cancel);
                var actions = await db.ModerationDecisions.Where(d => d.CreatedAt >= since && d.UndoneAt == null).GroupBy(d => d.Action).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
                int Of(string rule, params string[] status) => rules.Where(r => r.Rule == rule && status.Contains(r.Status)).Sum(r => r.Count);
                return new InsightsView(
                    [.. Enumerable.Range(0, Days).Select(n => today.AddDays(n + 1 - Days)).Select(day => new FlagDay(day, On(day, false), On(day, true)))],
                    flags.Count,
                    decided.Count,
                    await db.ModerationItems.CountAsync(i => i.Status != ItemStatus.Decided, cancel),
                    await db.ModerationItems.CountAsync(i => i.AutoHidden && i.LastFlaggedAt >= since, cancel),
                    await db.ModerationDecisions.CountAsync(d => d.UndoneAt >= since, cancel),
                    Quantile(waits, 0.5),
                    Quantile(waits, 0.95),
                    [.. SpamRules.All.Select(r => new RulePrecision(r.Name, r.Title, Of(r.Name, FlagStatus.ActionTaken), Of(r.Name, FlagStatus.Reviewed, FlagStatus.Dismissed), Of(r.Name, FlagStatus.Open)))],
                    [.. actions.OrderByDescending(a => a.Count).Select(a => new ActionCount(a.Key, a.Count))]);

                int On(DateOnly day, bool rule) => daily.GetValueOrDefault((day, rule));
            },
            cancel);

    /// <summary>The nearest rank.</summary>
    internal static TimeSpan? Quantile(IReadOnlyList<TimeSpan> sorted, double q) => sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(q * sorted.Count) - 1)];
}
