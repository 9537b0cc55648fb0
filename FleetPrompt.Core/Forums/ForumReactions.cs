using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Reactions to posts: given, taken back, counted. Each says what shall be, not that it shall change, so the same click twice is one reaction.</summary>
public sealed class ForumReactions(IUnits units, ForumGate gate, SignalBus signals, TimeProvider time)
{
    /// <summary>The longest list of who reacted; the rest is a number.</summary>
    public const int MostNamed = 50;

    /// <summary>
    /// Gives a reaction or takes it back; an upvote takes a downvote back and the other way round. Locked threads take reactions too.
    /// Errors: <see cref="Invalid"/>, <see cref="NotFound"/>, <see cref="Conflict"/> (hidden, deleted), <see cref="Forbidden"/> (a vote on one's own post).
    /// </summary>
    public Task<Result<PostPlace>> SetAsync(OperationContext operation, Guid postId, string type, bool on, CancellationToken cancel = default) =>
        units.RunAsync<PostPlace>(
            operation,
            async unit =>
            {
                var admitted = await gate.AdmitAsync(unit, type == ReactionType.Downvote && on ? ForumAct.Downvote : ForumAct.React, cancel);
                if (!admitted.IsOk) return admitted.Error!;
                var user = admitted.Value.UserId;
                if (type != ReactionType.MeToo && !ReactionType.All.Contains(type)) return new Invalid("type", "There is no such reaction. Reload the page.");
                var post = await unit.Db.ForumPosts.Where(p => p.Id == postId)
                    .Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { p.Number, p.Status, p.AuthorUserId, Thread = t.Id, t.Slug, t.CategoryId })
                    .SingleOrDefaultAsync(cancel);
                if (post is null) return new NotFound();
                if (on && post.Status != PostStatus.Published) return new Conflict($"Post #{post.Number} is {post.Status}: it takes no reactions any more.");
                if (on && ReactionType.IsVote(type) && post.AuthorUserId == user) return new Forbidden("Votes are for the posts of others.");
                if (on && type == ReactionType.MeToo)
                {
                    if (post.AuthorUserId == user) return new Forbidden("You asked this question; others say that they have it too.");
                    if (post.Number != 1 || !await unit.Db.ForumCategories.AnyAsync(c => c.Id == post.CategoryId && c.Mode == CategoryMode.Question, cancel))
                        return new Invalid("type", "“Me too” is for the first post of a question.");
                }

                await unit.LockAsync($"forum.reaction:{postId}:{user}", cancel);
                var mine = await unit.Db.ForumReactions.Where(r => r.PostId == postId && r.UserId == user).ToListAsync(cancel);
                if (on && mine.All(r => r.Type != type) && await gate.ReactAsync(unit, user, cancel) is { } tooMany) return tooMany;
                var leaving = mine.Where(r => on ? r.Type == ReactionType.Opposite(type) : r.Type == type).ToList();
                var coming = on && mine.All(r => r.Type != type);
                if (leaving.Count > 0) unit.Db.RemoveRange(leaving);
                if (coming) unit.Db.Add(new ForumReaction { PostId = postId, UserId = user, Type = type, CreatedAt = time.GetUtcNow() });
                await unit.Db.SaveChangesAsync(cancel);

                var told = leaving.Select(r => Told(ForumSignals.PostUnreacted, r.Type)).Concat(coming ? [Told(ForumSignals.PostReacted, type)] : []).ToList();
                if (told.Count > 0) await signals.EmitAsync(unit, told, cancel);
                return new PostPlace(post.Thread, post.Slug, postId, post.Number);

                SignalDraft Told(SignalType<ReactionFact> fact, string kind) =>
                    SignalBus.Draft(fact, ForumSubjects.Post(postId), new ReactionFact(postId, post.Thread, post.Number, kind), new SignalOptions { Stream = ForumSubjects.Thread(post.Thread).Stream });
            },
            cancel);

    /// <summary>Who reacted to a post, newest first, at most <see cref="MostNamed"/>. None for who is not a member, and of posts that are not published unless the reader moderates.</summary>
    public Task<IReadOnlyList<Reactor>> WhoAsync(OperationContext operation, Guid postId, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Reactor>>(
            operation,
            async unit =>
            {
                var role = operation.Actor is { Type: Actor.UserType, Id: { } reader } ? await unit.RoleOfAsync(reader, cancel) : null;
                if (role is null) return [];
                var moderates = OrgRole.IsAdministrator(role);
                var posts = unit.Db.ForumPosts;
                var rows = await unit.Db.ForumReactions.AsNoTracking()
                    .Where(r => r.PostId == postId && posts.Any(p => p.Id == postId && (moderates || p.Status == PostStatus.Published)))
                    .OrderByDescending(r => r.CreatedAt).ThenBy(r => r.UserId).ThenBy(r => r.Type)
                    .Take(MostNamed)
                    .ToListAsync(cancel);
                var people = await unit.PeopleAsync([.. rows.Select(r => r.UserId).Distinct()], cancel);
                return [.. rows.Select(r => new Reactor(people.GetValueOrDefault(r.UserId) is { Role: not null } person ? person : new Person(r.UserId, "Former member", null), r.Type))];
            },
            cancel);

    /// <summary>How many have the question that a thread opens with, by thread; threads that nobody else asked are missing.</summary>
    internal static Task<Dictionary<Guid, int>> MeTooAsync(TenantUnit unit, IReadOnlyCollection<Guid> threads, CancellationToken cancel) =>
        unit.Db.ForumReactions.AsNoTracking().Where(r => r.Type == ReactionType.MeToo)
            .Join(unit.Db.ForumPosts.Where(p => p.Number == 1 && threads.Contains(p.ThreadId)), r => r.PostId, p => p.Id, (r, p) => p.ThreadId)
            .GroupBy(id => id)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);

    /// <summary>The counts of many posts, and which of them are the reader's own, in one statement. Posts without any are missing.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, PostReactions>> OfAsync(TenantUnit unit, IReadOnlyCollection<Guid> posts, CancellationToken cancel)
    {
        if (posts.Count == 0) return new Dictionary<Guid, PostReactions>();
        var me = unit.Operation.Actor.Id;
        var counted = await unit.Db.ForumReactions.AsNoTracking()
            .Where(r => posts.Contains(r.PostId))
            .GroupBy(r => new { r.PostId, r.Type })
            .Select(g => new { g.Key.PostId, g.Key.Type, Count = g.Count(), Mine = g.Count(r => r.UserId == me) })
            .ToListAsync(cancel);
        return counted.GroupBy(c => c.PostId).ToDictionary(
            g => g.Key,
            g => new PostReactions(g.ToDictionary(c => c.Type, c => c.Count), [.. g.Where(c => c.Mine > 0).Select(c => c.Type)]));
    }
}

/// <param name="Counts">By type; what nobody gave is missing.</param>
/// <param name="Mine">What the reader gave.</param>
public sealed record PostReactions(IReadOnlyDictionary<string, int> Counts, IReadOnlyCollection<string> Mine)
{
    public static readonly PostReactions None = new(new Dictionary<string, int>(), []);

    public int Of(string type) => Counts.GetValueOrDefault(type);

    /// <summary>All but <see cref="ReactionType.MeToo"/>, which is shown apart.</summary>
    public int Total => Counts.Where(c => c.Key != ReactionType.MeToo).Sum(c => c.Value);
}

/// <summary>A person with what they gave.</summary>
public sealed record Reactor(Person Person, string Type);
