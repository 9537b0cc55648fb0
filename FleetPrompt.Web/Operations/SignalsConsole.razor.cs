using System.Globalization;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;

namespace FleetPrompt.Web.Operations;

public partial class SignalsConsole
{
    /// <summary>Rows that stand above the virtual ones. Where more have come, the list begins anew.</summary>
    private const int MostAbove = 200;

    private SignalWindow window = null!;
    private SignalStretch first = new([], 0, false);
    private IReadOnlyList<TimelineEntry> news = [];
    private Virtualize<PlacedSignal>? rows;
    private ElementReference list;
    private SignalSheet? sheet;
    private ReplayAsk? asking;
    private string? message;
    private int known = -1;
    private int waiting;
    private int above;
    private long? oldestWaiting;
    private bool uncounted;
    private bool drawn;
    private bool revealing;

    [Parameter, EditorRequired] public SignalQuery Query { get; set; } = new();

    /// <summary>This view from its newest signal on.</summary>
    [Parameter] public string NewestHref { get; set; } = AppUrls.Signals;

    /// <summary>This view before a signal whose number stands as 0.</summary>
    [Parameter] public string OlderHref { get; set; } = AppUrls.Signals;

    [Parameter] public Guid? Selected { get; set; }

    [Inject] private SignalReading Reading { get; set; } = null!;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    /// <summary>What a replay of all that match would be; null where the filters say more than a replay can.</summary>
    private ReplayAsk? Matching =>
        Query is { ActorType: null, SubjectType: null, SubjectId: null, Stream: null } && (Query.Name ?? (object?)Query.From ?? Query.To) is not null
            ? new ReplayAsk(new ReplayRequest(Name: Query.Name, From: Query.From, To: Query.To), "every signal that matches these filters")
            : null;

    private bool IsEmpty => first.Entries.Count == 0;

    protected override LiveFilter Follows(Visibility widest) => new(widest, Query.Stream);

    protected override async Task LoadAsync()
    {
        await BeginAsync();
        if (Selected is { } id) sheet = await Reading.SheetAsync(Viewer.Act(), id);
    }

    private async Task BeginAsync()
    {
        window = new SignalWindow(Query, query => Reading.ReadAsync(Viewer.Act(), query));
        first = await window.ReadAsync(0, SignalQuery.PageSize);
        (news, above, waiting, oldestWaiting, uncounted) = ([], 0, 0, null, false);
        drawn |= IsEmpty;
    }

    /// <summary>The rows around what is looked at. Below the last one known there is always room for a page more, until there are none.</summary>
    private async ValueTask<ItemsProviderResult<PlacedSignal>> RowsAsync(ItemsProviderRequest request)
    {
        var stretch = await window.ReadAsync(request.StartIndex, request.Count);
        known = stretch.More ? -1 : news.Count + stretch.Known;
        if (!drawn)
        {
            drawn = true;
            StateHasChanged();
        }

        return new(Placed(stretch.Entries, request.StartIndex), stretch.Known + (stretch.More ? SignalQuery.PageSize : 0));
    }

    private static IEnumerable<PlacedSignal> Placed(IReadOnlyList<TimelineEntry> entries, int start) => entries.Select((e, n) => new PlacedSignal(start + n, e));

    private async Task ApplyAsync(LiveBatch batch)
    {
        if (Query.Before is null)
        {
            var fitting = batch.Signals.Where(Query.Matches).ToList();
            waiting += fitting.Count;
            uncounted |= batch.Incomplete;
            if (fitting.Count > 0) oldestWaiting = Math.Min(oldestWaiting ?? long.MaxValue, fitting.Min(s => s.Seq));
        }

        if (sheet is { Detail.Entry: var entry } && (batch.Incomplete || batch.Signals.Any(s => s.CausationId == entry.Id || s.SubjectId == entry.Id))) await RefreshAsync();
    }

    /// <summary>Puts what is new on top. Who reads further down goes on reading the same rows.</summary>
    private async Task ShowNewAsync()
    {
        if (!await IsStillHereAsync()) return;
        var newer = window.Newest is { } newest ? await Reading.ReadAsync(Viewer.Act(), Query with { After = newest, Take = MostAbove }) : null;
        if (newer is null or { Older: not null })
        {
            await BeginAsync();
            if (rows is not null) await rows.RefreshDataAsync();
            await ToTopAsync();
            return;
        }

        var held = await Js.InvokeAsync<bool>("fleetprompt.holdView", list);
        above = held ? newer.Entries.Count - news.Count + above : 0;
        news = newer.Entries;

        // What was committed late stands among the rows that are there.
        var late = uncounted || oldestWaiting < window.Newest;
        (waiting, oldestWaiting, uncounted) = (0, null, false);
        if (!late || rows is null) return;
        window.Forget();
        await rows.RefreshDataAsync();
    }

    private async Task ToTopAsync()
    {
        above = 0;
        if (!IsEmpty) await Js.InvokeVoidAsync("fleetprompt.toTop", list);
    }

    private async Task SelectAsync(Guid id)
    {
        if (!await IsStillHereAsync()) return;
        message = null;
        sheet = await Reading.SheetAsync(Viewer.Act(), id);
        await Js.InvokeVoidAsync("fleetprompt.setQuery", "selected", id.ToString());
        revealing = sheet is not null;
    }

    /// <summary>On a narrow screen the inspector stands above the list: who has selected far below would not see it.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!revealing) return;
        revealing = false;
        await Js.InvokeVoidAsync("fleetprompt.reveal", ".fp-inspector");
    }

    private async Task CloseAsync()
    {
        sheet = null;
        await Js.InvokeVoidAsync("fleetprompt.setQuery", "selected", null);
    }

    private async Task RefreshAsync()
    {
        if (sheet is not null) sheet = await Reading.SheetAsync(Viewer.Act(), sheet.Detail.Entry.Id);
    }

    private void ReplaySelected() => asking = ReplayAsk.Of(sheet!.Detail.Entry);

    private async Task ReplayedAsync(ReplayReceipt receipt)
    {
        message = ReplayAsk.Told(receipt);
        await RefreshAsync();
    }

    private string Before(long seq) => OlderHref[..^1] + seq.ToString(CultureInfo.InvariantCulture);
}
