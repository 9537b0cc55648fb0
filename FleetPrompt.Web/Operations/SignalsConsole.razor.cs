using System.Globalization;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FleetPrompt.Web.Operations;

public partial class SignalsConsole
{
    private SignalList page = new([], null);
    private SignalSheet? sheet;
    private ReplayAsk? asking;
    private string? message;
    private int waiting;
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

    protected override LiveFilter Follows(Visibility widest) => new(widest, Query.Stream);

    protected override async Task LoadAsync()
    {
        page = await Reading.ReadAsync(Viewer.Act(), Query);
        if (Selected is { } id) sheet = await Reading.SheetAsync(Viewer.Act(), id);
    }

    private async Task ApplyAsync(LiveBatch batch)
    {
        if (batch.Incomplete) await ShowNewAsync();
        else if (Query.Before is null) waiting += batch.Signals.Count(Query.Matches);
        if (sheet is { Detail.Entry: var entry } && batch.Signals.Any(s => s.CausationId == entry.Id || s.SubjectId == entry.Id)) await RefreshAsync();
    }

    private async Task ShowNewAsync()
    {
        waiting = 0;
        page = await Reading.ReadAsync(Viewer.Act(), Query);
    }

    private async Task SelectAsync(Guid id)
    {
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
