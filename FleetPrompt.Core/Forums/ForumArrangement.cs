using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <param name="Version">The thread's version on the page that was acted on.</param>
public sealed record ThreadMove(Guid ThreadId, int Version, Guid CategoryId, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => Moderation.Problems(CategoryId == Guid.Empty ? CategoryId : ThreadId, Version, Reason);
}

/// <inheritdoc cref="ThreadMove"/>
public sealed record ThreadMerge(Guid ThreadId, int Version, Guid IntoThreadId, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() =>
        IntoThreadId == ThreadId ? [new("into", "A thread cannot be merged into itself. Choose another one.")] : Moderation.Problems(IntoThreadId == Guid.Empty ? IntoThreadId : ThreadId, Version, Reason);
}

/// <inheritdoc cref="ThreadMove"/>
/// <param name="DraftId">The requester's draft that holds the new thread's title and category; its id becomes the thread's.</param>
public sealed record ThreadSplit(Guid ThreadId, int Version, IReadOnlyList<Guid> PostIds, Guid DraftId, string? Reason) : IDirectiveArgs
{
    public const int Most = 200;

    public IEnumerable<FieldProblem> Problems()
    {
        if (PostIds is not { Count: > 0 and <= Most }) yield return new("posts", $"Choose 1 to {Most} posts.");
        foreach (var problem in Moderation.Problems(DraftId == Guid.Empty ? DraftId : ThreadId, Version, Reason)) yield return problem;
    }
}

/// <summary>Where threads and posts belong: asked for by owners and admins. And where they have gone, for who follows an old link.</summary>
public sealed class ForumArrangement(IUnits units, DirectiveService directives, ForumDrafts drafts)
{
    public Task<Result<DirectiveReceipt>> MoveAsync(OperationContext operation, ThreadMove args, CancellationToken cancel = default) =>
        directives.RequestAsync(operation, ForumDirectives.MoveThread, new(ForumSubjects.Thread(args.ThreadId), args, Version(args.Version)), cancel);

    public Task<Result<DirectiveReceipt>> MergeAsync(OperationContext operation, ThreadMerge args, CancellationToken cancel = default) =>
        directives.RequestAsync(operation, ForumDirectives.MergeThreads, new(ForumSubjects.Thread(args.ThreadId), args, Version(args.Version)), cancel);

    /// <summary>Keeps the new thread's title as a draft and asks for the split. Errors: <see cref="Invalid"/> (fields <c>title</c>, <c>posts</c>), and as for the directive.</summary>
    public async Task<Result<DirectiveReceipt>> SplitAsync(OperationContext operation, Guid threadId, int version, string numbers, string title, Guid categoryId, string? reason, CancellationToken cancel = default)
    {
        if (new ThreadEdit(threadId, version, title, null, reason).Problems().ToList() is { Count: > 0 } problems) return new Invalid(problems);
        if (PostNumbers.Of(numbers) is not { } chosen) return new Invalid("posts", "Say which posts, such as “3, 5-7”. The first post cannot be split off.");
        var posts = await units.ReadAsync(
            operation,
            async unit => operation.Actor.Id is { } me && await unit.RoleOfAsync(me, cancel) is not null
                ? await unit.Db.ForumPosts.Where(p => p.ThreadId == threadId && chosen.Contains(p.Number)).OrderBy(p => p.Number).Select(p => p.Id).ToListAsync(cancel)
                : [],
            cancel);
        if (posts.Count != chosen.Count) return new Invalid("posts", "Some of these posts are not in this thread. Look at their numbers again.");
        var draft = Guid.CreateVersion7();
        var args = new ThreadSplit(threadId, version, posts, draft, reason);
        if (args.Problems().ToList() is { Count: > 0 } wrong) return new Invalid(wrong);
        var saved = await drafts.SaveAsync(operation, new DraftSave(draft, DraftKind.NewThread, null, null, title.Trim(), categoryId, null, "", 0), cancel);
        if (!saved.IsOk) return saved.Error!;
        var asked = await directives.RequestAsync(operation, ForumDirectives.SplitThread, new(ForumSubjects.Thread(threadId), args, Version(version)), cancel);
        if (!asked.IsOk) await drafts.DiscardAsync(operation, draft, cancel);
        return asked;
    }

    /// <summary>Where a post stands now; null for strangers, and where there is none.</summary>
    public Task<PostPlace?> PlaceAsync(OperationContext operation, Guid postId, CancellationToken cancel = default) => PlaceAsync(operation, p => p.Id == postId, cancel);

    /// <summary>Where the posts went that stood in a thread, by the number they had there; at most 500. Posts that stand there again are left out.</summary>
    public Task<IReadOnlyList<MovedPost>> MovedAsync(OperationContext operation, Guid threadId, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<MovedPost>>(
            operation,
            async unit =>
            {
                if (operation.Actor is not { Type: Actor.UserType, Id: { } reader } || await unit.RoleOfAsync(reader, cancel) is null) return [];
                var rows = await (
                    from move in unit.Db.ForumPostMoves
                    join post in unit.Db.ForumPosts on move.PostId equals post.Id
                    join thread in unit.Db.ForumThreads on post.ThreadId equals thread.Id
                    where move.FromThreadId == threadId && post.ThreadId != threadId
                    orderby move.FromNumber, move.CreatedAt descending
                    select new MovedPost(move.FromNumber, new PostPlace(thread.Id, thread.Slug, post.Id, post.Number), thread.Title)
                ).Take(500).ToListAsync(cancel);
                return [.. rows.DistinctBy(r => r.FromNumber)];
            },
            cancel);

    private Task<PostPlace?> PlaceAsync(OperationContext operation, System.Linq.Expressions.Expression<Func<ForumPost, bool>> which, CancellationToken cancel) =>
        units.ReadAsync(
            operation,
            async unit =>
                operation.Actor is { Type: Actor.UserType, Id: { } reader } && await unit.RoleOfAsync(reader, cancel) is not null
                    ? await unit.Db.ForumPosts.Where(which).Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new PostPlace(t.Id, t.Slug, p.Id, p.Number)).SingleOrDefaultAsync(cancel)
                    : null,
            cancel);

    private static string Version(int version) => version.ToString(CultureInfo.InvariantCulture);
}

/// <param name="FromNumber">What it was in the thread it left.</param>
public sealed record MovedPost(int FromNumber, PostPlace Place, string Title);

/// <summary>Numbers of posts as people write them.</summary>
public static class PostNumbers
{
    /// <summary>The numbers in "3, 5-7", each once; null where it is something else, has none, too many, or the first post.</summary>
    public static IReadOnlyList<int>? Of(string text)
    {
        var numbers = new SortedSet<int>();
        foreach (var part in text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Replace("#", "", StringComparison.Ordinal).Split('-', '–');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)) return null;
            if (first < 2 || last < first || last - first >= ThreadSplit.Most) return null;
            for (var n = first; n <= last; n++) numbers.Add(n);
        }

        return numbers.Count is > 0 and <= ThreadSplit.Most ? [.. numbers] : null;
    }
}
