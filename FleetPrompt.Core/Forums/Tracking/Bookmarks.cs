using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>A person's bookmarks. A reminder is a directive that waits for its time; a bookmark that was changed or removed meanwhile reminds of nothing.</summary>
public sealed class Bookmarks(IUnits units, DirectiveService directives, TimeProvider time)
{
    public const int PageSize = 50;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(365);

    /// <summary>Sets or changes the bookmark of a post. Errors: <see cref="NotFound"/>, <see cref="Invalid"/> (a note too long, a time that has passed or is over a year ahead).</summary>
    public Task<Result<bool>> KeepAsync(OperationContext operation, Guid postId, string? note, DateTimeOffset? remindAt, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                if (await ReaderAsync(unit, cancel) is not { } me) return new NotFound();
                var now = time.GetUtcNow();
                note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
                if (note?.Length > Bookmark.MaxNoteLength) return new Invalid("note", $"Keep the note within {Bookmark.MaxNoteLength} characters.");
                if (remindAt <= now) return new Invalid("remindAt", "That time has passed. Choose one to come.");
                if (remindAt > now + Ahead) return new Invalid("remindAt", "That is more than a year ahead. Choose a time within a year.");
                var post = await unit.Db.ForumPosts.Where(p => p.Id == postId && p.Status != PostStatus.Deleted).Select(p => new { p.ThreadId }).SingleOrDefaultAsync(cancel);
                if (post is null) return new NotFound();

                await unit.LockAsync($"forum.bookmark:{me}:{postId}", cancel);
                var bookmark = await unit.Db.Bookmarks.SingleOrDefaultAsync(b => b.UserId == me && b.PostId == postId, cancel);
                if (bookmark is null) unit.Db.Bookmarks.Add(bookmark = new Bookmark { UserId = me, PostId = postId, ThreadId = post.ThreadId, CreatedAt = now });
                (bookmark.Note, bookmark.RemindAt, bookmark.RemindedAt) = (note, remindAt, null);
                bookmark.Version++;
                await unit.Db.SaveChangesAsync(cancel);
                if (remindAt is null) return true;
                var args = new RemindOfBookmark(bookmark.Id, bookmark.Version);
                var asked = await directives.RequestAsync(
                    unit,
                    BookmarkDirectives.Remind,
                    new(new Subject("forum.bookmark", bookmark.Id), args, bookmark.Version.ToString(CultureInfo.InvariantCulture), ScheduledAt: remindAt),
                    cancel);
                return asked.IsOk ? true : asked.Error!;
            },
            cancel);

    /// <summary>Removes it; a bookmark that is not there is no error.</summary>
    public Task<Result<bool>> DropAsync(OperationContext operation, Guid postId, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                if (await ReaderAsync(unit, cancel) is not { } me) return new NotFound();
                return await unit.Db.Bookmarks.Where(b => b.UserId == me && b.PostId == postId).ExecuteDeleteAsync(cancel) > 0;
            },
            cancel);

    /// <summary>The reader's own, newest first.</summary>
    public Task<IReadOnlyList<BookmarkView>> MineAsync(OperationContext operation, int page = 1, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<BookmarkView>>(
            operation,
            async unit => await ReaderAsync(unit, cancel) is { } me
                ? await Views(unit, unit.Db.Bookmarks.Where(b => b.UserId == me)).Skip((Math.Clamp(page, 1, 100) - 1) * PageSize).Take(PageSize).ToListAsync(cancel)
                : [],
            cancel);

    /// <summary>What is shown before a bookmark is set or changed. Null when there is no such post.</summary>
    public Task<BookmarkView?> OfPostAsync(OperationContext operation, Guid postId, CancellationToken cancel = default) =>
        units.ReadAsync<BookmarkView?>(
            operation,
            async unit =>
            {
                if (await ReaderAsync(unit, cancel) is not { } me) return null;
                return await Views(unit, unit.Db.Bookmarks.Where(b => b.UserId == me && b.PostId == postId)).SingleOrDefaultAsync(cancel)
                    ?? await unit.Db.ForumPosts.Where(p => p.Id == postId && p.Status != PostStatus.Deleted)
                        .Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new BookmarkView(p.Id, t.Id, t.Slug, t.Title, p.Number, null, null, null, null)).SingleOrDefaultAsync(cancel);
            },
            cancel);

    private static IQueryable<BookmarkView> Views(TenantUnit unit, IQueryable<Bookmark> bookmarks) =>
        from b in bookmarks.OrderByDescending(b => b.CreatedAt)
        join p in unit.Db.Set<ForumPost>() on b.PostId equals p.Id
        join t in unit.Db.Set<ForumThread>() on b.ThreadId equals t.Id
        orderby b.CreatedAt descending
        select new BookmarkView(p.Id, t.Id, t.Slug, t.Title, p.Number, b.Note, b.RemindAt, b.RemindedAt, b.CreatedAt);

    private static async Task<Guid?> ReaderAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } me } && await unit.RoleOfAsync(me, cancel) is not null ? me : null;
}

/// <param name="CreatedAt">Null where there is no bookmark yet.</param>
public sealed record BookmarkView(Guid PostId, Guid ThreadId, string Slug, string Title, int Number, string? Note, DateTimeOffset? RemindAt, DateTimeOffset? RemindedAt, DateTimeOffset? CreatedAt);

public static class BookmarkDirectives
{
    public static readonly DirectiveType<RemindOfBookmark> Remind = new("bookmark.remind", "asked to be reminded of a post", OrgRole.All, Visibility: Visibility.Admins);

    public static readonly SignalType<BookmarkFact> Reminded = new("bookmark.reminded", "was reminded of a post", Visibility.Admins);
}

public sealed record BookmarkFact(Guid BookmarkId, Guid PostId, Guid ThreadId);

/// <param name="Version">The bookmark's version when it was asked for.</param>
public sealed record RemindOfBookmark(Guid BookmarkId, int Version) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (BookmarkId == Guid.Empty) yield return new("bookmarkId", "Say which bookmark is meant.");
        if (Version < 0) yield return new("version", "The version cannot be negative. Reload the page.");
    }
}

/// <summary>Tells the person at the time they chose.</summary>
internal sealed class RemindHandler(SignalBus signals, NoticeWriter writer, TimeProvider time) : IDirectiveHandler<RemindOfBookmark>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, RemindOfBookmark args, CancellationToken cancel)
    {
        var unit = run.Unit;
        var bookmark = await unit.Db.Bookmarks.SingleOrDefaultAsync(b => b.Id == args.BookmarkId && b.Version == args.Version && b.UserId == run.Directive.RequestedById, cancel);
        if (bookmark is null) return new DirectiveOutcome.Succeeded(new { reminded = false });
        bookmark.RemindedAt = time.GetUtcNow();
        await unit.Db.SaveChangesAsync(cancel);
        var number = await unit.Db.ForumPosts.Where(p => p.Id == bookmark.PostId).Select(p => p.Number).SingleAsync(cancel);
        var told = await signals.EmitAsync(unit, BookmarkDirectives.Reminded, new Subject("forum.bookmark", bookmark.Id), new BookmarkFact(bookmark.Id, bookmark.PostId, bookmark.ThreadId), cancel: cancel);
        await writer.WriteAsync(
            unit, told, [new Notice(bookmark.UserId, NotificationKinds.Reminder, ForumSubjects.Post(bookmark.PostId)) { ThreadId = bookmark.ThreadId, Number = number }], external: true, cancel);
        return new DirectiveOutcome.Succeeded(new { reminded = true });
    }
}
