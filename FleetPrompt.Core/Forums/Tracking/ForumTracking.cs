using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>What a person says, by reading or in words, of the threads and categories they follow. It is theirs alone.</summary>
public sealed class ForumTracking(IUnits units, IReadMarks marks, Notifications.Notices notices, SignalBus signals, TimeProvider time)
{
    /// <summary>The reader has had that post in view. With <paramref name="viewed"/>, the thread was looked at, which is told once an hour. Errors: <see cref="NotFound"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<bool>> ReadAsync(OperationContext operation, Guid thread, int number, bool viewed = false, CancellationToken cancel = default) =>
        AsMemberAsync(
            operation,
            async (unit, me) =>
            {
                if (number < 1) return new Invalid("number", "Posts are numbered from 1.");
                if (!await unit.Db.ForumThreads.AnyAsync(t => t.Id == thread, cancel)) return new NotFound();
                var now = time.GetUtcNow();
                var moved = await marks.ReadAsync(unit, me, thread, number, now, cancel);
                if (moved || viewed) await notices.ReadUpToAsync(unit, thread, number, cancel);
                if (viewed) await signals.EmitAsync(unit, ForumSignals.ThreadViewed, ForumSubjects.Thread(thread), new ThreadViewFact(thread), ViewOf(thread, me, now), cancel);
                return moved;
            },
            cancel);

    /// <summary>All that is unread or new, of a category or of all. Errors: <see cref="NotFound"/>.</summary>
    public Task<Result<bool>> ReadAllAsync(OperationContext operation, string? categorySlug, CancellationToken cancel = default) =>
        AsMemberAsync(
            operation,
            async (unit, me) =>
            {
                Guid? category = null;
                if (categorySlug is not null && (category = await CategoryAsync(unit, categorySlug, cancel)) is null) return new NotFound();
                var now = time.GetUtcNow();
                await marks.AllReadAsync(unit, me, category, await ThreadListing.NewSinceAsync(unit, me, now, cancel), now, cancel);
                return true;
            },
            cancel);

    /// <summary>Errors: <see cref="NotFound"/>, <see cref="Invalid"/> (no such level).</summary>
    public Task<Result<bool>> FollowThreadAsync(OperationContext operation, Guid thread, string level, CancellationToken cancel = default) =>
        AsMemberAsync(
            operation,
            async (unit, me) =>
            {
                if (!WatchLevel.All.Contains(level)) return NoSuchLevel;
                if (!await unit.Db.ForumThreads.AnyAsync(t => t.Id == thread, cancel)) return new NotFound();
                await marks.FollowThreadAsync(unit, me, thread, level, cancel);
                return true;
            },
            cancel);

    /// <inheritdoc cref="FollowThreadAsync"/>
    public Task<Result<bool>> FollowCategoryAsync(OperationContext operation, string categorySlug, string level, CancellationToken cancel = default) =>
        AsMemberAsync(
            operation,
            async (unit, me) =>
            {
                if (!WatchLevel.All.Contains(level)) return NoSuchLevel;
                if (await CategoryAsync(unit, categorySlug, cancel) is not { } category) return new NotFound();
                await marks.FollowCategoryAsync(unit, me, category, level, cancel);
                return true;
            },
            cancel);

    /// <summary>What those threads are called; none for who is not a member.</summary>
    public Task<IReadOnlyDictionary<Guid, ThreadTitle>> TitlesAsync(OperationContext operation, IReadOnlyCollection<Guid> threads, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyDictionary<Guid, ThreadTitle>>(
            operation,
            async unit => threads.Count > 0 && unit.Operation.Actor is { Type: Actor.UserType, Id: { } me } && await unit.RoleOfAsync(me, cancel) is not null
                ? await unit.Db.ForumThreads.Where(t => threads.Contains(t.Id)).Select(t => new ThreadTitle(t.Id, t.Slug, t.Title)).ToDictionaryAsync(t => t.Id, cancel)
                : new Dictionary<Guid, ThreadTitle>(),
            cancel);

    private static Invalid NoSuchLevel => new("level", "Choose one of watching, tracking, normal and muted.");

    private Task<Result<bool>> AsMemberAsync(OperationContext operation, Func<TenantUnit, Guid, Task<Result<bool>>> act, CancellationToken cancel) =>
        units.RunAsync<bool>(
            operation,
            async unit => unit.Operation.Actor is { Type: Actor.UserType, Id: { } me } && await unit.RoleOfAsync(me, cancel) is not null ? await act(unit, me) : new NotFound(),
            cancel);

    private static Task<Guid?> CategoryAsync(TenantUnit unit, string slug, CancellationToken cancel) =>
        unit.Db.ForumCategories.Where(c => c.Slug == slug).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancel);

    /// <summary>On a stream of its own: who looks at a thread is no part of its story, and nobody's page waits for it.</summary>
    private static SignalOptions ViewOf(Guid thread, Guid reader, DateTimeOffset now) =>
        new()
        {
            DedupeKey = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ForumSignals.ThreadViewed.Name}:{thread}:{reader}:{now.UtcDateTime:yyyyMMddHH}"),
            Stream = $"forum.views:{thread}",
        };
}

public sealed record ThreadTitle(Guid Id, string Slug, string Title);
