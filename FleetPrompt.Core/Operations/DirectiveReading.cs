using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>The directives of an organisation as a console shows them, as far as the reader may see.</summary>
public sealed class DirectiveReading(IUnits units, TimelineReading timeline)
{
    public const int PageSize = 25;

    /// <summary>One page, newest first, with the number of directives in each state that pass the other filters.</summary>
    public Task<DirectivePage> ReadAsync(OperationContext operation, DirectiveQuery query, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                var visible = await TimelineReading.VisibleAsync(unit, cancel);
                var all = Filtered(unit.Db, visible, query);
                var counts = await all.GroupBy(d => d.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
                var ofState = query.Status is { } status ? all.Where(d => d.Status == status) : all;
                var total = query.Status is { } wanted ? counts.GetValueOrDefault(wanted) : counts.Values.Sum();
                var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
                var page = Math.Clamp(query.Page, 1, pages);
                var rows = await ofState.OrderByDescending(d => d.RequestedAt).ThenByDescending(d => d.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancel);
                return new DirectivePage(await timeline.RowsAsync(unit, rows, cancel), counts, page, pages);
            },
            cancel);

    /// <summary>Which directives pass the filters now, oldest first, with the attempt each is at; at most so many.</summary>
    public Task<IReadOnlyList<SeenDirective>> SeenAsync(OperationContext operation, DirectiveQuery query, int most, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<SeenDirective>>(
            operation,
            async unit =>
            {
                var all = Filtered(unit.Db, await TimelineReading.VisibleAsync(unit, cancel), query);
                if (query.Status is { } status) all = all.Where(d => d.Status == status);
                return await all.OrderBy(d => d.RequestedAt).ThenBy(d => d.Id).Take(most).Select(d => new SeenDirective(d.Id, d.Attempt)).ToListAsync(cancel);
            },
            cancel);

    private static IQueryable<Directive> Filtered(TenantDb db, IReadOnlyList<string> visible, DirectiveQuery query)
    {
        var requests = db.Signals.Where(s => s.SubjectType == "directive" && s.Name == DirectiveSignals.Requested.Name && visible.Contains(s.Visibility));
        var directives = db.Directives.AsNoTracking().Where(d => requests.Any(s => s.SubjectId == d.Id));
        if (query.Id is { } id) directives = directives.Where(d => d.Id == id);
        if (query.Waiting) directives = directives.Where(d => d.Status == DirectiveStates.Requested || d.Status == DirectiveStates.Running || d.Status == DirectiveStates.Failed);
        if (query.Name is { Length: > 0 } name) directives = directives.Where(d => d.Name.StartsWith(name));
        if (query.ErrorKind is { Length: > 0 } kind) directives = directives.Where(d => d.ErrorKind == kind);
        return directives;
    }
}

/// <param name="Name">Names that start so.</param>
/// <param name="Waiting">Only what has not come to its end: it waits, runs, or failed and waits for somebody.</param>
public sealed record DirectiveQuery(string? Status = null, string? Name = null, string? ErrorKind = null, Guid? Id = null, int Page = 1, bool Waiting = false);

public sealed record SeenDirective(Guid Id, int Attempt);

/// <param name="Directives">Newest first.</param>
/// <param name="Counts">By state.</param>
public sealed record DirectivePage(IReadOnlyList<TimelineEntry> Directives, IReadOnlyDictionary<string, int> Counts, int Page, int Pages);
