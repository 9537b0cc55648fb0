using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;

namespace FleetPrompt.Web.Moderation;

public partial class ModerationConsole
{
    /// <summary>Seconds after which a claim is renewed; it lasts for two minutes.</summary>
    private const int Renewal = 45;

    /// <summary>Seconds after which others' claims may have ended without a word.</summary>
    private const int Recheck = 10;

    // What was asked for here and has not ended, by directive.
    private readonly Dictionary<Guid, Asked> asked = [];
    private readonly HashSet<Guid> chosen = [];
    private QueuePage shown = new([], 0, 1, 1, 0, 0);
    private IReadOnlyList<CategoryView> categories = [];
    private ItemView? item;
    private Guid? opened;
    private Guid formKey = Guid.NewGuid();
    private Undoable? undoable;
    private string? message;
    private Guid? failed;
    private Guid? failedItem;
    private string? announcement;
    private bool gone;
    private int ticks;

    [Parameter, EditorRequired] public QueueQuery Query { get; set; } = new();

    /// <summary>This view without a post.</summary>
    [Parameter] public string Base { get; set; } = ModerationUrls.Queue;

    [Parameter] public string WaitingHref { get; set; } = ModerationUrls.Queue;

    [Parameter] public string EscalatedHref { get; set; } = ModerationUrls.Queue;

    [Parameter] public string DecidedHref { get; set; } = ModerationUrls.Queue;

    [Parameter] public Guid? Selected { get; set; }

    [Inject] private QueueReading Queue { get; set; } = null!;

    [Inject] private ItemReading Items { get; set; } = null!;

    [Inject] private ModerationDesk Desk { get; set; } = null!;

    [Inject] private ModerationClaims Claims { get; set; } = null!;

    [Inject] private AuthorNotes Notes { get; set; } = null!;

    [Inject] private ForumReading Forum { get; set; } = null!;

    [Inject] private TimelineReading Timeline { get; set; } = null!;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    private string Title => Query.Status switch { ItemStatus.Decided => "Decided", ItemStatus.Escalated => "Escalated", _ => "Queue" };

    protected override LiveFilter Follows(Visibility widest) => new(widest);

    protected override async Task LoadAsync()
    {
        categories = await Forum.CategoriesAsync(Act());
        await ReloadAsync();
        if (Selected is not { } id) return;
        opened = id;
        await OpenAsync(id);
        if (Subscription is not null && item is not null && item.Row.Status != ItemStatus.Decided) await ClaimQuietlyAsync(id);
    }

    private async Task ReloadAsync()
    {
        var read = await Queue.ReadAsync(Act(), Query);
        if (!read.IsOk) return;
        shown = read.Value;
        chosen.IntersectWith(shown.Rows.Select(r => r.Id));
        if (opened is { } id) await OpenAsync(id);
    }

    /// <summary>Shows a post as it is now, unless another was opened meanwhile.</summary>
    private async Task OpenAsync(Guid id)
    {
        var read = await Items.ReadAsync(Act(), id);
        if (opened == id) (item, gone) = (read, read is null);
    }

    private async Task ApplyAsync(LiveBatch batch)
    {
        if (batch.Incomplete || batch.Signals.Any(s => asked.ContainsKey(s.SubjectId))) await SettleAsync();
        if (!batch.Incomplete && !batch.Signals.Any(s => s.Name.StartsWith("forum.", StringComparison.Ordinal))) return;
        var before = shown.Waiting;
        await ReloadAsync();
        if (shown.Waiting > before) announcement = $"{Words.Count(shown.Waiting - before, "new post", "new posts")} in the queue";
    }

    /// <summary>Looks at what was asked for here: what has ended is no longer under way; a failure is told, and what can be undone is offered.</summary>
    private async Task SettleAsync()
    {
        foreach (var (id, what) in asked.ToList())
        {
            if ((await Timeline.InspectAsync(Act(), TimelineEntry.Directive, id))?.Entry.State is not { } state || !DirectiveStates.IsAtRest(state.Status)) continue;
            asked.Remove(id);
            if (state.Status == DirectiveStates.Failed) (message, failed, failedItem) = ($"{what.Label}: {state.ErrorMessage}", id, what.ItemId);
            else if (what.Action is null) announcement = "Undone: everything is as it was before.";
            else undoable = new Undoable(id, $"{what.Label}: you {ModerationWords.Done(what.Action)}.");
        }
    }

    private async Task TickAsync()
    {
        ticks++;
        if (item is { Row.Status: not ItemStatus.Decided } open && open.Row.ClaimedBy?.Id == Viewer.UserId && ticks % Renewal == 0) await ClaimQuietlyAsync(open.Row.Id);
        if (ticks % Recheck == 0 && shown.Rows.Any(r => r.ClaimedBy is not null)) await ReloadAsync();
    }

    private async Task SelectAsync(Guid id)
    {
        if (!await IsStillHereAsync()) return;
        var left = item;
        (opened, formKey) = (id, Guid.NewGuid());
        Dismiss();
        await OpenAsync(id);
        if (left is not null && left.Row.Id != id && left.Row.ClaimedBy?.Id == Viewer.UserId) await Claims.ReleaseAsync(Act(), left.Row.Id);
        if (opened != id) return;
        if (item is { Row.Status: not ItemStatus.Decided }) await ClaimQuietlyAsync(id);
        await Js.InvokeVoidAsync("fleetprompt.setQuery", "item", id.ToString());
        await Js.InvokeVoidAsync("fleetprompt.reveal", $"[data-testid=queue-item][data-id='{id}']");
    }

    private async Task CloseAsync()
    {
        if (item is { } open && open.Row.ClaimedBy?.Id == Viewer.UserId) await Claims.ReleaseAsync(Act(), open.Row.Id);
        (item, opened) = (null, null);
        await Js.InvokeVoidAsync("fleetprompt.setQuery", "item", null);
    }

    /// <summary>Opening claims what nobody else looks at.</summary>
    private async Task ClaimQuietlyAsync(Guid id)
    {
        if ((await Claims.ClaimAsync(Act(), id)).IsOk) await ReloadAsync();
    }

    private async Task ClaimAsync(Guid id)
    {
        if (!await IsStillHereAsync()) return;
        var claimed = await Claims.ClaimAsync(Act(), id, takeOver: true);
        if (!claimed.IsOk) message = claimed.Error!.Message;
        await ReloadAsync();
    }

    private bool CanStep(int step) => shown.Rows.Count > 0 && Next(step) is not null;

    private Task StepAsync(int step) => Next(step) is { } id ? SelectAsync(id) : Task.CompletedTask;

    /// <summary>The neighbour of the post that is looked at; the first one while none is.</summary>
    private Guid? Next(int step)
    {
        var at = shown.Rows.ToList().FindIndex(r => r.Id == item?.Row.Id);
        var to = at < 0 ? 0 : at + step;
        return to >= 0 && to < shown.Rows.Count ? shown.Rows[to].Id : null;
    }

    /// <summary>The next post that nobody has decided and nothing is under way for.</summary>
    private async Task AdvanceAsync(Guid from)
    {
        var rows = shown.Rows.ToList();
        var at = rows.FindIndex(r => r.Id == from);
        var next = rows.Skip(at + 1).Concat(rows.Take(Math.Max(at, 0))).FirstOrDefault(r => r.Id != from && r.Status != ItemStatus.Decided && asked.Values.All(a => a.ItemId != r.Id));
        if (next is not null) await SelectAsync(next.Id);
        else if (Query.Status != ItemStatus.Decided) await CloseAsync();
    }

    private async Task SkipAsync()
    {
        if (item is { } open) await AdvanceAsync(open.Row.Id);
    }

    private Task DecideRowAsync((QueueRow Row, string Action) act) => DecideAsync([act.Row], new Decision(act.Action, null, null, null, false), item?.Row.Id == act.Row.Id);

    private Task DecideAsync(Decision decision) => item is { } open ? DecideAsync([open.Row], decision, advances: true) : Task.CompletedTask;

    private async Task DecideChosenAsync((string Action, string? Note) act)
    {
        var rows = shown.Rows.Where(r => chosen.Contains(r.Id)).ToList();
        chosen.Clear();
        await DecideAsync(rows, new Decision(act.Action, act.Note, null, null, false), rows.Any(r => r.Id == item?.Row.Id));
    }

    private async Task DecideAsync(IReadOnlyList<QueueRow> rows, Decision decision, bool advances)
    {
        rows = [.. rows.Where(r => asked.Values.All(a => a.ItemId != r.Id))];
        if (rows.Count == 0 || !await IsStillHereAsync()) return;
        Dismiss();
        var decided = await Desk.DecideAllAsync(Act(), [.. rows.Select(r => new AskedDecision(r.Id, r.Version, formKey))], decision.Action, decision.Note, decision.Days, decision.Category, decision.Hides);
        formKey = Guid.NewGuid();
        if (!decided.IsOk)
        {
            message = decided.Error!.Message;
            return;
        }

        foreach (var (receipt, row) in decided.Value.Zip(rows)) asked[receipt.Id] = new Asked(row.Id, $"Post #{row.Number} in “{row.ThreadTitle}”", decision.Action);
        if (advances && item is { } open) await AdvanceAsync(open.Row.Id);
        await SettleAsync();
    }

    private async Task UndoLastAsync()
    {
        if (undoable is not { } last || !await IsStillHereAsync()) return;
        undoable = null;
        Took(await Desk.UndoAsync(Act(), last.Directive, Guid.NewGuid()), "Undoing your last decision");
        await SettleAsync();
    }

    private async Task UndoAsync(Guid decision)
    {
        if (item is not { } open || !await IsStillHereAsync()) return;
        Dismiss();
        Took(await Desk.UndoAsync(Act(), decision, open.Row.Version, formKey, null), $"Undoing the decision on post #{open.Row.Number}", open.Row.Id);
        formKey = Guid.NewGuid();
        await SettleAsync();
    }

    private void Took(Result<DirectiveReceipt> requested, string label, Guid? itemId = null)
    {
        if (requested.IsOk) asked[requested.Value.Id] = new Asked(itemId ?? Guid.Empty, label, null);
        else message = requested.Error!.Message;
    }

    private async Task<string?> NoteAsync(string text)
    {
        if (item?.AuthorId is not { } author || !await IsStillHereAsync()) return null;
        var added = await Notes.AddAsync(Act(), author, text);
        if (added.IsOk) await ReloadAsync();
        return added.Error?.Message;
    }

    private void Choose((Guid Id, bool On) choice)
    {
        if (choice.On) chosen.Add(choice.Id);
        else chosen.Remove(choice.Id);
    }

    private void ClearChosen() => chosen.Clear();

    private void Dismiss() => (message, failed, failedItem) = (null, null, null);

    private string HrefOf(Guid id) => QueryHelpers.AddQueryString(Base, "item", id.ToString());

    private string PageHref(int number) => QueryHelpers.AddQueryString(Base.Split("&page=")[0].Split("?page=")[0], "page", number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <param name="ItemId">Empty where it does not matter which.</param>
    /// <param name="Action">Null for an undoing.</param>
    private sealed record Asked(Guid ItemId, string Label, string? Action);

    private sealed record Undoable(Guid Directive, string Told);
}

/// <summary>What a moderator has decided on the page.</summary>
public sealed record Decision(string Action, string? Note, int? Days, Guid? Category, bool Hides);
