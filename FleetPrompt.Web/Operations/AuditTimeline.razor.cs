using FleetPrompt.Core.Live;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FleetPrompt.Web.Operations;

public partial class AuditTimeline
{
    /// <summary>Rows that arrivals leave on screen, beside those that were asked for.</summary>
    private const int Window = 400;

    private readonly Dictionary<(string Kind, Guid Id), TimelineEntry> entries = [];
    private IReadOnlyList<AuditRow> rows = [];
    private TimelineDetail? detail;
    private bool paused;
    private bool earlier;
    private int waiting;
    private int loadedEarlier;
    private string? announcement;

    [Parameter] public string Title { get; set; } = "Timeline";

    /// <summary>Only this stream; null for all of the organisation.</summary>
    [Parameter] public string? Stream { get; set; }

    /// <summary>Only this chain.</summary>
    [Parameter] public Guid? CorrelationId { get; set; }

    [Parameter] public string? Kind { get; set; }

    [Parameter] public string? Name { get; set; }

    [Parameter] public string? Status { get; set; }

    [Parameter] public Guid? ActorId { get; set; }

    [Parameter] public int Take { get; set; } = 100;

    /// <summary>Only what was recorded before this; such a view is of the past, and nothing new is added to it.</summary>
    [Parameter] public long? Before { get; set; }

    [Parameter] public bool Paused { get; set; }

    /// <summary>The entry to open at first: <c>signal:{id}</c> or <c>directive:{id}</c>.</summary>
    [Parameter] public string? Selected { get; set; }

    /// <summary>The inspector stands beside the rows, and the page's address follows what is selected and paused.</summary>
    [Parameter] public bool Wide { get; set; }

    [Parameter] public string? ClearHref { get; set; }

    private string State => Subscription is null ? "reconnecting" : paused ? "paused" : "live";

    private bool IsFiltered => Kind is not null || Name is not null || Status is not null || ActorId is not null;

    private TimelineQuery Query => new(Stream, CorrelationId, Kind, Name, Status, ActorId, Before, Take);

    protected override LiveFilter Follows(Visibility widest) => new(widest, Stream, CorrelationId);

    protected override async Task LoadAsync()
    {
        paused = Paused || Before is not null;
        await ReloadAsync();
        if (TrySplit(Selected, out var kind, out var id)) detail = await Reading.InspectAsync(Act(), kind, id);
    }

    private async Task ReloadAsync()
    {
        entries.Clear();
        loadedEarlier = 0;
        var page = await Reading.ReadAsync(Act(), Query);
        earlier = page.Earlier;
        Merge(page.Entries);
    }

    private async Task ApplyAsync(LiveBatch batch)
    {
        if (batch.Incomplete)
        {
            waiting = 0;
            await ReloadAsync();
            return;
        }

        if (paused)
        {
            waiting += (await Reading.EntriesAsync(Act(), batch.Signals)).Count(e => Query.Matches(e) && !entries.ContainsKey((e.Kind, e.Id)));
            return;
        }

        await ShowAsync(batch.Signals);
    }

    private async Task ShowAsync(IReadOnlyList<Signal> signals)
    {
        var before = rows.Count;
        Merge(await Reading.EntriesAsync(Act(), signals));
        if (rows.Count > before) announcement = Words.Count(rows.Count - before, "new event", "new events");
        if (detail is not null && signals.Any(s => s.SubjectId == detail.Entry.Id || s.CausationId == detail.Entry.Id)) await SelectAsync(detail.Entry.Kind, detail.Entry.Id);
    }

    /// <summary>Adds what is new and replaces what is there, in the order of time.</summary>
    private void Merge(IEnumerable<TimelineEntry> news)
    {
        foreach (var entry in news)
        {
            if (Query.Matches(entry)) entries[(entry.Kind, entry.Id)] = entry;
            else entries.Remove((entry.Kind, entry.Id));
        }

        var ordered = entries.Values.OrderBy(e => e.Seq).ThenBy(e => e.Kind, StringComparer.Ordinal).ToList();
        var most = Window + loadedEarlier;
        foreach (var old in ordered.SkipLast(most)) entries.Remove((old.Kind, old.Id));
        if (ordered.Count > most) (ordered, earlier) = (ordered[^most..], true);
        var places = Causation.Places(ordered);
        rows = [.. ordered.Select(e => TimelineRows.RowOf(e, places[e.Id], showSubject: Stream is null))];
    }

    private async Task ToggleAsync()
    {
        if (!await IsStillHereAsync()) return;
        paused = !paused;
        if (!paused)
        {
            waiting = 0;
            await ReloadAsync();
        }

        await RememberAsync("paused", paused ? "1" : null);
    }

    private async Task EarlierAsync()
    {
        if (entries.Count == 0 || !await IsStillHereAsync()) return;
        var page = await Reading.ReadAsync(Act(), Query with { Before = entries.Values.Min(e => e.Seq) });
        earlier = page.Earlier;
        loadedEarlier += page.Entries.Count;
        Merge(page.Entries);
    }

    private async Task ChooseAsync(string kind, Guid id)
    {
        if (await IsStillHereAsync()) await SelectAsync(kind, id);
    }

    private async Task SelectAsync(string kind, Guid id)
    {
        detail = await Reading.InspectAsync(Act(), kind, id);
        await RememberAsync("selected", $"{kind}:{id}");
    }

    private async Task CloseAsync()
    {
        detail = null;
        await RememberAsync("selected", null);
    }

    /// <summary>Keeps the address in step, so that a reload or a shared link shows the same.</summary>
    private async Task RememberAsync(string name, string? value)
    {
        if (Wide) await Js.InvokeVoidAsync("fleetprompt.setQuery", name, value);
    }

    private static string HrefOf(AuditRow row) => $"{AppUrls.Chain(row.CorrelationId)}?selected={row.Kind}:{row.Id}";

    private static bool TrySplit(string? selected, out string kind, out Guid id)
    {
        var parts = selected?.Split(':', 2) ?? [];
        kind = parts.Length == 2 ? parts[0] : "";
        id = Guid.Empty;
        return parts.Length == 2 && Guid.TryParse(parts[1], out id);
    }
}
