using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <param name="FormKey">Issued when the item was shown: a second click with the same one is the same decision.</param>
public sealed record AskedDecision(Guid ItemId, int Version, Guid FormKey);

/// <summary>What the buttons of the dashboard do: ask for decisions, and for undoing them. Rights are the directives'.</summary>
public sealed class ModerationDesk(IUnits units, DirectiveService directives)
{
    /// <summary>Decided at one time.</summary>
    public const int MostAtOnce = 100;

    public async Task<Result<DirectiveReceipt>> DecideAsync(OperationContext operation, AskedDecision item, string action, string? reason, int? days = null, Guid? category = null, bool hides = false, CancellationToken cancel = default)
    {
        var asked = await DecideAllAsync(operation, [item], action, reason, days, category, hides, cancel);
        return asked.Then(receipts => receipts[0]);
    }

    /// <summary>The same for several: each a directive of its own, so that what somebody else has decided meanwhile stops only itself.</summary>
    public Task<Result<DirectiveReceipt[]>> DecideAllAsync(OperationContext operation, IReadOnlyList<AskedDecision> items, string action, string? reason, int? days = null, Guid? category = null, bool hides = false, CancellationToken cancel = default) =>
        units.RunAsync<DirectiveReceipt[]>(
            operation,
            async unit =>
            {
                if (items.Count > MostAtOnce) return new Invalid("items", $"Choose at most {MostAtOnce} posts at once.");
                var ids = items.Select(i => i.ItemId).ToList();
                var posts = await unit.Db.ModerationItems.Where(i => ids.Contains(i.Id)).Join(unit.Db.ForumPosts, i => i.PostId, p => p.Id, (i, p) => new { i.Id, p.ThreadId }).ToDictionaryAsync(p => p.Id, p => p.ThreadId, cancel);
                if (items.Any(i => !posts.ContainsKey(i.ItemId))) return new NotFound();
                var note = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
                return await directives.RequestAllAsync(
                    unit,
                    ModerationDirectives.Decide,
                    [
                        .. items.Select(i => new DirectiveRequest<Decide>(
                            ModerationSignals.Item(i.ItemId),
                            new Decide(i.ItemId, posts[i.ItemId], i.Version, action, note, days, category, hides),
                            string.Create(CultureInfo.InvariantCulture, $"{i.Version}:{operation.Actor.Id}:{i.FormKey}"),
                            ForumSubjects.Thread(posts[i.ItemId]).Stream)),
                    ],
                    cancel);
            },
            cancel);

    /// <summary>Asks that what a directive has decided is undone, as the item is now.</summary>
    public async Task<Result<DirectiveReceipt>> UndoAsync(OperationContext operation, Guid directiveId, Guid formKey, CancellationToken cancel = default)
    {
        var made = await units.ReadAsync(
            operation,
            unit => unit.Db.ModerationDecisions.Where(d => d.DirectiveId == directiveId).Join(unit.Db.ModerationItems, d => d.ItemId, i => i.Id, (d, i) => new { d.Id, i.Version }).SingleOrDefaultAsync(cancel),
            cancel);
        return made is null ? new NotFound("Nothing was decided by that.") : await UndoAsync(operation, made.Id, made.Version, formKey, null, cancel);
    }

    /// <summary>Asks that a decision is undone. Errors: <see cref="NotFound"/>, <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<DirectiveReceipt>> UndoAsync(OperationContext operation, Guid decisionId, int version, Guid formKey, string? reason, CancellationToken cancel = default) =>
        units.RunAsync<DirectiveReceipt>(
            operation,
            async unit =>
            {
                var found = await unit.Db.ModerationDecisions.Where(d => d.Id == decisionId).Join(unit.Db.ForumPosts, d => d.PostId, p => p.Id, (d, p) => new { d.ItemId, p.ThreadId }).SingleOrDefaultAsync(cancel);
                if (found is null) return new NotFound();
                return await directives.RequestAsync(
                    unit,
                    ModerationDirectives.Undo,
                    new(
                        ModerationSignals.Item(found.ItemId),
                        new UndoDecision(decisionId, found.ItemId, found.ThreadId, version, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim()),
                        string.Create(CultureInfo.InvariantCulture, $"{version}:{operation.Actor.Id}:{formKey}"),
                        ForumSubjects.Thread(found.ThreadId).Stream),
                    cancel);
            },
            cancel);
}
