using FleetPrompt.Core.Content;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Search;

/// <summary>Makes entries of the index from posts.</summary>
internal sealed class SearchIndexing(IForumIndex index)
{
    private const int Batch = 200;

    /// <summary>These posts are found as they are now, or no longer.</summary>
    public async Task WriteAsync(TenantUnit unit, IQueryable<ForumPost> which, CancellationToken cancel)
    {
        var db = unit.Db;
        var language = await LanguageAsync(unit, cancel);
        await db.ForumDocuments.Where(d => which.Any(p => p.Id == d.PostId && p.Status != PostStatus.Published)).ExecuteDeleteAsync(cancel);
        for (var after = Guid.Empty; ;)
        {
            var posts = await which.Where(p => p.Status == PostStatus.Published && p.Id > after)
                .OrderBy(p => p.Id).Take(Batch)
                .Join(db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { p.Id, p.ThreadId, p.Number, p.ContentHtml, p.CreatedAt, t.Title })
                .OrderBy(p => p.Id)
                .AsNoTracking()
                .ToListAsync(cancel);
            await index.WriteAsync(
                unit,
                language,
                [.. posts.Select(p => new ForumDocument { PostId = p.Id, ThreadId = p.ThreadId, Title = p.Number == 1 ? p.Title : null, Body = PlainText.FromHtml(p.ContentHtml), CreatedAt = p.CreatedAt })],
                cancel);
            if (posts.Count < Batch) return;
            after = posts[^1].Id;
        }
    }

    public static async Task<string> LanguageAsync(TenantUnit unit, CancellationToken cancel) =>
        await unit.Db.ForumSettings.Select(s => s.Language).SingleOrDefaultAsync(cancel) ?? SearchLanguage.Default;
}
