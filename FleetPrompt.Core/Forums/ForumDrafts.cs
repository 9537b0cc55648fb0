using FleetPrompt.Core.Content;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>
/// Texts that are not posted yet, kept for their author alone: any number of new threads, one reply to each thread, one edit of each post.
/// A save says which version it was made from; where another tab was faster, what stands comes back and nothing is overwritten.
/// </summary>
public sealed class ForumDrafts(IUnits units, TimeProvider time)
{
    /// <summary>How many one person may have.</summary>
    public const int Most = 100;

    /// <summary>
    /// Saves a draft. Errors: <see cref="NotFound"/>, <see cref="Invalid"/>, <see cref="Throttled"/> (too many drafts).
    /// <see cref="DraftSaved.Other"/> holds what stands where <see cref="DraftSave.Version"/> is not what it was made from; nothing was written then.
    /// </summary>
    public Task<Result<DraftSaved>> SaveAsync(OperationContext operation, DraftSave save, CancellationToken cancel = default) =>
        units.RunAsync<DraftSaved>(
            operation,
            async unit =>
            {
                if (operation.Actor is not { Type: Actor.UserType, Id: { } me } || await unit.RoleOfAsync(me, cancel) is null) return new NotFound();
                var problems = save.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (save.ThreadId is { } thread && !await unit.Db.ForumThreads.AnyAsync(t => t.Id == thread, cancel)) return new NotFound();
                await unit.LockAsync($"forum.drafts:{me}", cancel);
                var there = await unit.Db.ForumDrafts.SingleOrDefaultAsync(
                    d => d.UserId == me && ((save.Kind == DraftKind.NewThread && d.Id == save.Id) || (save.Kind == DraftKind.Reply && d.Kind == save.Kind && d.ThreadId == save.ThreadId) || (save.Kind == DraftKind.Edit && d.Kind == save.Kind && d.PostId == save.PostId)),
                    cancel);
                if ((there?.Version ?? 0) != save.Version) return new DraftSaved(there?.Version ?? 0, there is null ? new DraftView(save.Id, save.Kind, save.ThreadId, save.PostId, null, null, null, "", 0, time.GetUtcNow()) : ViewOf(there), Gone: there is null);
                var now = time.GetUtcNow();
                if (there is null)
                {
                    if (await unit.Db.ForumDrafts.CountAsync(d => d.UserId == me, cancel) >= Most) return new Throttled($"You have {Most} drafts already. Discard some of them; this text stays in this browser.", TimeSpan.Zero);
                    if (await unit.Db.ForumDrafts.AnyAsync(d => d.Id == save.Id, cancel)) return new NotFound();
                    there = new ForumDraft { Id = save.Id, UserId = me, Kind = save.Kind, ThreadId = save.ThreadId, PostId = save.PostId, Body = save.Body, CreatedAt = now };
                    unit.Db.Add(there);
                }

                (there.Title, there.CategoryId, there.Tags, there.Body, there.Version, there.UpdatedAt) = (Cut(save.Title), save.CategoryId, Cut(save.Tags), save.Body, save.Version + 1, now);
                await unit.Db.SaveChangesAsync(cancel);
                return new DraftSaved(there.Version, null);
            },
            cancel);

    /// <summary>The reader's own, the last changed first, with the titles of their threads.</summary>
    public Task<IReadOnlyList<DraftRow>> AllAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<DraftRow>>(
            operation,
            async unit =>
            {
                if (operation.Actor is not { Type: Actor.UserType, Id: { } me } || await unit.RoleOfAsync(me, cancel) is null) return [];
                var drafts = await unit.Db.ForumDrafts.AsNoTracking().Where(d => d.UserId == me).OrderByDescending(d => d.UpdatedAt).ThenBy(d => d.Id).ToListAsync(cancel);
                var threads = drafts.Select(d => d.ThreadId).OfType<Guid>().ToList();
                var titles = await unit.Db.ForumThreads.Where(t => threads.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => new { t.Title, t.Slug }, cancel);
                var posts = drafts.Select(d => d.PostId).OfType<Guid>().ToList();
                var numbers = await unit.Db.ForumPosts.Where(p => posts.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Number, cancel);
                return
                [
                    .. drafts.Select(d =>
                    {
                        var thread = d.ThreadId is { } id ? titles.GetValueOrDefault(id) : null;
                        return new DraftRow(ViewOf(d), thread?.Title, thread?.Slug, d.PostId is { } post && numbers.TryGetValue(post, out var number) ? number : null);
                    }),
                ];
            },
            cancel);

    /// <summary>The reader's draft of that id; null where there is none.</summary>
    public Task<DraftView?> FindAsync(OperationContext operation, Guid id, CancellationToken cancel = default) => FindAsync(operation, d => d.Id == id && d.Kind == DraftKind.NewThread, cancel);

    /// <summary>The reader's draft of a reply to that thread.</summary>
    public Task<DraftView?> ReplyAsync(OperationContext operation, Guid threadId, CancellationToken cancel = default) => FindAsync(operation, d => d.Kind == DraftKind.Reply && d.ThreadId == threadId, cancel);

    /// <summary>The reader's draft of an edit of that post.</summary>
    public Task<DraftView?> EditAsync(OperationContext operation, Guid postId, CancellationToken cancel = default) => FindAsync(operation, d => d.Kind == DraftKind.Edit && d.PostId == postId, cancel);

    /// <summary>Errors: <see cref="NotFound"/>.</summary>
    public Task<Result<bool>> DiscardAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
                operation.Actor is { Type: Actor.UserType, Id: { } me } && await unit.RoleOfAsync(me, cancel) is not null
                && await unit.Db.ForumDrafts.Where(d => d.UserId == me && d.Id == id).ExecuteDeleteAsync(cancel) == 1
                    ? true
                    : new NotFound("This draft was posted or discarded already."),
            cancel);

    /// <summary>Takes a draft away in the unit that posts what it holds.</summary>
    internal static async Task ForgetAsync(TenantUnit unit, string kind, Guid? threadId, Guid? postId, Guid? id, CancellationToken cancel)
    {
        var me = unit.Operation.Actor.Id;
        await unit.Db.ForumDrafts
            .Where(d => d.UserId == me && d.Kind == kind && ((kind == DraftKind.NewThread && d.Id == id) || (kind == DraftKind.Reply && d.ThreadId == threadId) || (kind == DraftKind.Edit && d.PostId == postId)))
            .ExecuteDeleteAsync(cancel);
    }

    private Task<DraftView?> FindAsync(OperationContext operation, System.Linq.Expressions.Expression<Func<ForumDraft, bool>> which, CancellationToken cancel) =>
        units.ReadAsync(
            operation,
            async unit =>
                operation.Actor is { Type: Actor.UserType, Id: { } me } && await unit.RoleOfAsync(me, cancel) is not null
                && await unit.Db.ForumDrafts.AsNoTracking().Where(d => d.UserId == me).SingleOrDefaultAsync(which, cancel) is { } draft
                    ? ViewOf(draft)
                    : null,
            cancel);

    private static DraftView ViewOf(ForumDraft d) => new(d.Id, d.Kind, d.ThreadId, d.PostId, d.Title, d.CategoryId, d.Tags, d.Body, d.Version, d.UpdatedAt);

    private static string? Cut(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <param name="Version">What it was made from; 0 for a draft that was not saved before.</param>
public sealed record DraftSave(Guid Id, string Kind, Guid? ThreadId, Guid? PostId, string? Title, Guid? CategoryId, string? Tags, string Body, int Version)
{
    public IEnumerable<FieldProblem> Problems()
    {
        var fits = Kind switch { DraftKind.NewThread => ThreadId is null && PostId is null, DraftKind.Reply => ThreadId is not null && PostId is null, DraftKind.Edit => ThreadId is not null && PostId is not null, _ => false };
        if (Id == Guid.Empty || !fits) yield return new("kind", "This is no draft. Reload the page; the text stays in this browser.");
        if (Body is null || Body.Length > 2 * ContentLimits.Default.MaxPostLength) yield return new("body", "This text is too long to be kept as a draft; it stays in this browser.");
        if (Body?.Contains('\0', StringComparison.Ordinal) == true || Title?.Contains('\0', StringComparison.Ordinal) == true) yield return new("body", "The text holds a character that cannot be kept.");
        if (Title?.Length > 1000 || Tags?.Length > 1000) yield return new("title", "The title or the tags are too long to be kept as a draft.");
    }
}

/// <param name="Version">To be sent with the next save.</param>
/// <param name="Other">What stands instead; null where this was saved.</param>
/// <param name="Gone">It was posted or discarded elsewhere.</param>
public sealed record DraftSaved(int Version, DraftView? Other, bool Gone = false);

public sealed record DraftView(Guid Id, string Kind, Guid? ThreadId, Guid? PostId, string? Title, Guid? CategoryId, string? Tags, string Body, int Version, DateTimeOffset UpdatedAt);

/// <param name="ThreadTitle">Null for a new thread, and for a thread that is not there any more.</param>
public sealed record DraftRow(DraftView Draft, string? ThreadTitle, string? ThreadSlug, int? PostNumber);
