using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>The signals of an organisation for who looks after it: newest first, and each with its deliveries.</summary>
public sealed class SignalReading(IUnits units, TimelineReading timeline, ISignalCounts counts, TimeProvider time)
{
    /// <summary>Among how many of the latest signals the people of the filter are looked for.</summary>
    private const int Lately = 5_000;

    /// <summary>The newest that fit and that the reader may see. Empty for who is not a member.</summary>
    public async Task<SignalList> ReadAsync(OperationContext operation, SignalQuery query, CancellationToken cancel = default)
    {
        var signals = await units.ReadAsync(
            operation,
            async unit => await Filtered(await VisibleAsync(unit, cancel), query).OrderByDescending(s => s.Seq).Take(query.Take + 1).ToListAsync(cancel),
            cancel);
        var shown = signals.Take(query.Take).ToList();
        var entries = await timeline.EntriesAsync(operation, shown, cancel);
        return new SignalList([.. entries.Where(e => e.Kind == TimelineEntry.Signal).OrderByDescending(e => e.Seq)], signals.Count > query.Take ? shown[^1].Seq : null);
    }

    /// <summary>Null when there is no such signal, or the reader may not see it.</summary>
    public async Task<SignalSheet?> SheetAsync(OperationContext operation, Guid id, CancellationToken cancel = default)
    {
        if (await timeline.InspectAsync(operation, TimelineEntry.Signal, id, cancel) is not { } detail) return null;
        var deliveries = await units.ReadAsync(operation, unit => DeliveriesAsync(unit, id, cancel), cancel);
        return new SignalSheet(detail, deliveries);
    }

    /// <summary>Who has done something lately, by name.</summary>
    public Task<IReadOnlyList<Person>> ActorsAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Person>>(
            operation,
            async unit =>
            {
                var lately = (await VisibleAsync(unit, cancel)).OrderByDescending(s => s.Seq).Take(Lately);
                var ids = await lately.Where(s => s.ActorType == Actor.UserType && s.ActorId != null).GroupBy(s => s.ActorId!.Value).Select(g => g.Key).ToListAsync(cancel);
                return [.. (await unit.PeopleAsync(ids, cancel)).Values.OrderBy(p => p.Name, StringComparer.CurrentCultureIgnoreCase)];
            },
            cancel);

    /// <summary>How many fit over time, in the span that the query names or in the last day; its place in a list says nothing.</summary>
    public Task<SignalHistogram> CountAsync(OperationContext operation, SignalQuery query, CancellationToken cancel = default)
    {
        var span = SignalSpan.Of(query, time.GetUtcNow());
        return units.ReadAsync(operation, async unit => span.Filled(await counts.CountAsync(unit, await VisibilitiesAsync(unit, cancel), query, span, cancel)), cancel);
    }

    internal static async Task<IQueryable<Signal>> VisibleAsync(TenantUnit unit, CancellationToken cancel)
    {
        var visible = await VisibilitiesAsync(unit, cancel);
        return unit.Db.Signals.AsNoTracking().Where(s => visible.Contains(s.Visibility));
    }

    private static async Task<IReadOnlyList<string>> VisibilitiesAsync(TenantUnit unit, CancellationToken cancel) =>
        OrgRole.Sees(await RoleAsync(unit, cancel)) is { } widest ? Visibilities.UpTo(widest) : [];

    internal static async Task<string?> RoleAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } ? await unit.RoleOfAsync(user, cancel) : null;

    internal static IQueryable<Signal> Filtered(IQueryable<Signal> signals, SignalQuery query)
    {
        if (query.Name is { } name) signals = signals.Where(s => s.Name.StartsWith(name));
        if (query.ActorType is { } type) signals = signals.Where(s => s.ActorType == type);
        if (query.ActorId is { } actor) signals = signals.Where(s => s.ActorId == actor);
        if (query.SubjectType is { } about) signals = signals.Where(s => s.SubjectType == about);
        if (query.SubjectId is { } subject) signals = signals.Where(s => s.SubjectId == subject);
        if (query.Stream is { } stream) signals = signals.Where(s => s.Stream == stream);
        if (query.From is { } from) signals = signals.Where(s => s.RecordedAt >= from);
        if (query.To is { } to) signals = signals.Where(s => s.RecordedAt < to);
        if (query.Before is { } before) signals = signals.Where(s => s.Seq < before);
        if (query.After is { } after) signals = signals.Where(s => s.Seq > after);
        return signals;
    }

    /// <summary>What a handler stumbled over may name what others are not to see, so only owners and admins read it.</summary>
    private static async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(TenantUnit unit, Guid signal, CancellationToken cancel)
    {
        var administers = OrgRole.IsAdministrator(await RoleAsync(unit, cancel));
        var deliveries = await unit.Db.SignalDeliveries.AsNoTracking().Where(d => d.SignalId == signal).OrderByDescending(d => d.CreatedAt).ThenBy(d => d.Handler).Take(100).ToListAsync(cancel);
        return
        [
            .. deliveries.Select(d => new DeliveryView(
                d.Id, d.Handler, d.Status, d.Attempt, d.ReplayId, d.ExternalEffects, d.CreatedAt, d.NextTryAt, d.FinishedAt, d.ErrorKind, administers ? d.ErrorMessage : null)),
        ];
    }
}
