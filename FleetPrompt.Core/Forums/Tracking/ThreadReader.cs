using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>What a thread is to the person who reads it. Costs the same on the last page of a long thread as on the first.</summary>
internal sealed record ThreadReader(int LastRead, int? FirstUnread, string Level)
{
    private const int Faces = 12;
    private const int MostCounted = 100;

    public static async Task<ThreadReader> OfAsync(TenantUnit unit, ForumThread thread, CancellationToken cancel)
    {
        var me = unit.Operation.Actor.Id;
        var mine = await unit.Db.ThreadUsers.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == me && u.ThreadId == thread.Id, cancel);
        var category = await unit.Db.CategoryUsers.Where(u => u.UserId == me && u.CategoryId == thread.CategoryId).Select(u => u.Level).SingleOrDefaultAsync(cancel);
        var read = mine?.LastReadNumber ?? 0;

        // What one has written oneself is not news, even before the mark has moved behind it.
        var first = read > 0 && read < thread.PostCount
            ? await unit.Db.ForumPosts.Where(p => p.ThreadId == thread.Id && p.Number > read && p.AuthorUserId != me)
                .OrderBy(p => p.Number).Select(p => (int?)p.Number).FirstOrDefaultAsync(cancel)
            : null;
        return new ThreadReader(read, first, WatchLevel.Of(mine?.Level, mine?.LevelChosen == true, category));
    }

    /// <summary>Those who have written most, and how many there are, counted up to a bound.</summary>
    public static async Task<(List<ThreadParticipant> Most, int Count)> ParticipantsAsync(TenantUnit unit, Guid thread, CancellationToken cancel)
    {
        var all = unit.Db.ThreadParticipants.AsNoTracking().Where(p => p.ThreadId == thread && p.Posts > 0);
        var most = await all.OrderByDescending(p => p.Posts).ThenBy(p => p.UserId).Take(Faces).ToListAsync(cancel);
        return (most, most.Count < Faces ? most.Count : await all.Take(MostCounted).CountAsync(cancel));
    }
}
