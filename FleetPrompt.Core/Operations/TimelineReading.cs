using System.Text.Json;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>Answers "what happened, why, on whose authority": signals and directives in time order, as far as the reader may see them.</summary>
public sealed class TimelineReading(IUnits units, SignalCatalog signalTypes, DirectiveCatalog directiveTypes, StreamTitles titles)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The newest entries that fit, in time order. Empty for who is not a member.</summary>
    public Task<TimelinePage> ReadAsync(OperationContext operation, TimelineQuery query, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                var visible = await VisibleAsync(unit, cancel);
                var signals = Filtered(unit.Db, visible, query);
                var newest = await signals.OrderByDescending(s => s.Seq).Take(query.Take + 1).ToListAsync(cancel);
                var earlier = newest.Count > query.Take;
                var page = newest.Take(query.Take).Reverse().ToList();
                var requested = page.Where(s => s.Name == DirectiveSignals.Requested.Name).Select(s => s.SubjectId).ToHashSet();
                var entries = await EntriesAsync(unit, page, query.Status is null ? query.Kind : TimelineEntry.Directive, cancel);

                // A directive belongs to the page that its request is on, whatever else of it is told here.
                return new TimelinePage([.. entries.Where(e => (e.Kind != TimelineEntry.Directive || requested.Contains(e.Id)) && query.Matches(e))], earlier);
            },
            cancel);

    /// <summary>The entries of signals that have just arrived; a directive they tell of is among them, as it is now.</summary>
    public Task<IReadOnlyList<TimelineEntry>> EntriesAsync(OperationContext operation, IReadOnlyList<Signal> signals, CancellationToken cancel = default) =>
        units.ReadAsync(operation, unit => EntriesAsync(unit, signals, null, cancel), cancel);

    /// <summary>Null when there is no such entry, or the reader may not see it.</summary>
    public Task<TimelineDetail?> InspectAsync(OperationContext operation, string kind, Guid id, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                var visible = await VisibleAsync(unit, cancel);
                return kind == TimelineEntry.Directive ? await DirectiveAsync(unit, visible, id, cancel) : await SignalAsync(unit, visible, id, cancel);
            },
            cancel);

    /// <summary>The visibilities that the reader has; none for who is not a member.</summary>
    internal static async Task<IReadOnlyList<string>> VisibleAsync(TenantUnit unit, CancellationToken cancel)
    {
        var role = unit.Operation.Actor.Id is { } user ? await unit.RoleOfAsync(user, cancel) : null;
        return OrgRole.Sees(role) is { } widest ? Visibilities.UpTo(widest) : [];
    }

    private static IQueryable<Signal> Filtered(TenantDb db, IReadOnlyList<string> visible, TimelineQuery query)
    {
        var directives = db.Directives;
        var requested = DirectiveSignals.Requested.Name;
        var signals = db.Signals.AsNoTracking().Where(s => visible.Contains(s.Visibility));
        if (query.Stream is { } stream) signals = signals.Where(s => s.Stream == stream);
        if (query.CorrelationId is { } correlation) signals = signals.Where(s => s.CorrelationId == correlation);
        if (query.ActorId is { } actor) signals = signals.Where(s => s.ActorId == actor);
        if (query.Before is { } before) signals = signals.Where(s => s.Seq < before);
        if (query.Kind == TimelineEntry.Directive || query.Status is not null) signals = signals.Where(s => s.Name == requested);
        if (query.Status is { } status) signals = signals.Where(s => directives.Any(d => d.Id == s.SubjectId && d.Status == status));
        if (query.Name is { Length: > 0 } name)
            signals = signals.Where(s => s.Name.StartsWith(name) || (s.Name == requested && directives.Any(d => d.Id == s.SubjectId && d.Name.StartsWith(name))));
        return signals;
    }

    private async Task<IReadOnlyList<TimelineEntry>> EntriesAsync(TenantUnit unit, IReadOnlyList<Signal> signals, string? kind, CancellationToken cancel)
    {
        var told = signals.Where(s => s.SubjectType == "directive").Select(s => s.SubjectId).Distinct().ToList();
        var directives = told.Count == 0 ? [] : await unit.Db.Directives.AsNoTracking().Where(d => told.Contains(d.Id)).ToListAsync(cancel);
        Dictionary<Guid, Request> requests = directives.Count == 0 ? [] : await RequestsAsync(unit.Db, told, cancel);
        var people = await unit.PeopleAsync([.. signals.Select(s => s.ActorId).Concat(directives.Select(d => d.RequestedById)).OfType<Guid>().Distinct()], cancel);
        var named = await titles.ReadAsync(unit.Db, signals.Select(s => s.Stream).Concat(directives.Select(d => d.Stream)), cancel);
        var entries = new List<TimelineEntry>();
        if (kind != TimelineEntry.Signal) entries.AddRange(directives.Select(d => EntryOf(d, requests[d.Id], people, named)));
        if (kind != TimelineEntry.Directive) entries.AddRange(signals.Select(s => EntryOf(s, people, named)));
        return [.. entries.OrderBy(e => e.Seq).ThenBy(e => e.Kind, StringComparer.Ordinal)];
    }

    /// <summary>Directives as rows of their own, in the order given.</summary>
    internal async Task<IReadOnlyList<TimelineEntry>> RowsAsync(TenantUnit unit, IReadOnlyList<Directive> directives, CancellationToken cancel)
    {
        var people = await unit.PeopleAsync([.. directives.Select(d => d.RequestedById).OfType<Guid>().Distinct()], cancel);
        var named = await titles.ReadAsync(unit.Db, directives.Select(d => d.Stream), cancel);
        var requests = await RequestsAsync(unit.Db, [.. directives.Select(d => d.Id)], cancel);
        return [.. directives.Select(d => EntryOf(d, requests[d.Id], people, named))];
    }

    /// <summary>A directive stands where its request was told.</summary>
    private static Task<Dictionary<Guid, Request>> RequestsAsync(TenantDb db, List<Guid> directives, CancellationToken cancel) =>
        db.Signals.Where(s => s.SubjectType == "directive" && directives.Contains(s.SubjectId) && s.Name == DirectiveSignals.Requested.Name)
            .Select(s => new { s.SubjectId, s.Seq, s.Source })
            .ToDictionaryAsync(s => s.SubjectId, s => new Request(s.Seq, s.Source), cancel);

    /// <summary>Where and from where a directive was requested.</summary>
    private sealed record Request(long Seq, string Source);

    private TimelineEntry EntryOf(Signal signal, IReadOnlyDictionary<Guid, Person> people, Dictionary<string, string> named)
    {
        var actor = new Actor(signal.ActorType, signal.ActorId);
        return new TimelineEntry(
            TimelineEntry.Signal,
            signal.Id,
            signal.Name,
            signal.Seq,
            signal.OccurredAt,
            actor,
            NameOf(actor, people),
            Phrase(signal),
            signal.SubjectType,
            signal.SubjectId,
            signal.Stream,
            named.GetValueOrDefault(signal.Stream),
            signal.CorrelationId,
            signal.CausationId,
            signal.Source,
            null);
    }

    private TimelineEntry EntryOf(Directive directive, Request request, IReadOnlyDictionary<Guid, Person> people, Dictionary<string, string> named)
    {
        var actor = new Actor(directive.RequestedByType, directive.RequestedById);
        return new TimelineEntry(
            TimelineEntry.Directive,
            directive.Id,
            directive.Name,
            request.Seq,
            directive.RequestedAt,
            actor,
            NameOf(actor, people),
            directiveTypes.Find(directive.Name)?.Description ?? "asked for " + directive.Name,
            directive.SubjectType,
            directive.SubjectId,
            directive.Stream,
            named.GetValueOrDefault(directive.Stream),
            directive.CorrelationId,
            directive.CausationId,
            request.Source,
            new DirectiveState(directive.Status, directive.Attempt, directive.RequestedAt, directive.StartedAt, directive.FinishedAt, directive.ErrorKind, directive.ErrorMessage) { ScheduledAt = directive.ScheduledAt });
    }

    private string Phrase(Signal signal)
    {
        var phrase = signalTypes.Find(signal.Name)?.Description ?? signal.Name;
        var payload = signal.Payload.RootElement;
        if (payload.TryGetProperty("directive", out var directive)) return $"{phrase} {directive.GetString()}";
        return payload.TryGetProperty("number", out var number) ? $"{phrase} #{number}" : phrase;
    }

    private static string NameOf(Actor actor, IReadOnlyDictionary<Guid, Person> people) =>
        actor switch
        {
            { Type: Actor.SystemType } => "FleetPrompt",
            { Id: { } id } => people.GetValueOrDefault(id)?.Name ?? "Former member",
            _ => actor.Type,
        };

    private async Task<TimelineDetail?> SignalAsync(TenantUnit unit, IReadOnlyList<string> visible, Guid id, CancellationToken cancel)
    {
        var signal = await unit.Db.Signals.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && visible.Contains(s.Visibility), cancel);
        if (signal is null) return null;
        var entry = (await EntriesAsync(unit, [signal], TimelineEntry.Signal, cancel))[0];
        var (causedBy, ledTo) = await NeighboursAsync(unit, visible, entry, cancel);
        return new TimelineDetail(entry, Pretty(signal.Payload), Pretty(signal.Metadata), null, signal.DedupeKey, [], causedBy, ledTo);
    }

    private async Task<TimelineDetail?> DirectiveAsync(TenantUnit unit, IReadOnlyList<string> visible, Guid id, CancellationToken cancel)
    {
        var requested = await unit.Db.Signals.AsNoTracking()
            .SingleOrDefaultAsync(s => s.SubjectType == "directive" && s.SubjectId == id && s.Name == DirectiveSignals.Requested.Name && visible.Contains(s.Visibility), cancel);
        if (requested is null) return null;
        var directive = await unit.Db.Directives.AsNoTracking().SingleAsync(d => d.Id == id, cancel);
        var attempts = await unit.Db.DirectiveAttempts.AsNoTracking()
            .Where(a => a.DirectiveId == id)
            .OrderBy(a => a.Attempt)
            .ToListAsync(cancel);
        var rerunners = await unit.PeopleAsync([.. attempts.Select(a => a.RerunBy).OfType<Guid>().Distinct()], cancel);
        var entry = (await EntriesAsync(unit, [requested], TimelineEntry.Directive, cancel))[0];
        var (causedBy, ledTo) = await NeighboursAsync(unit, visible, entry, cancel);
        var moderates = visible.Contains(Visibility.Moderators.Name());
        return new TimelineDetail(
            entry,
            moderates ? Pretty(directive.Payload) : null,
            null,
            moderates ? Pretty(directive.Result) : null,
            directive.IdempotencyKey,
            [
                .. attempts.Select(a => new AttemptView(
                    a.Attempt,
                    a.StartedAt,
                    a.FinishedAt,
                    a.Outcome,
                    a.ErrorKind,
                    a.ErrorMessage,
                    a.RerunBy is { } by ? rerunners.GetValueOrDefault(by)?.Name ?? "Former member" : null,
                    moderates ? a.RerunReason : null)),
            ],
            causedBy,
            ledTo);
    }

    private async Task<(TimelineEntry? CausedBy, IReadOnlyList<TimelineEntry> LedTo)> NeighboursAsync(TenantUnit unit, IReadOnlyList<string> visible, TimelineEntry entry, CancellationToken cancel)
    {
        var requested = DirectiveSignals.Requested.Name;
        var cause = entry.CausationId;
        var near = await unit.Db.Signals.AsNoTracking()
            .Where(s => s.CorrelationId == entry.CorrelationId && visible.Contains(s.Visibility))
            .Where(s => s.Id == cause || s.CausationId == entry.Id || (s.SubjectType == "directive" && s.SubjectId == cause && s.Name == requested))
            .OrderBy(s => s.Seq).Take(50)
            .ToListAsync(cancel);
        var entries = await EntriesAsync(unit, near, null, cancel);
        return (entries.FirstOrDefault(e => e.Id == cause), [.. entries.Where(e => e.CausationId == entry.Id && e.Id != entry.Id)]);
    }

    private static string? Pretty(JsonDocument? json) => json is null ? null : JsonSerializer.Serialize(json, Indented);
}
