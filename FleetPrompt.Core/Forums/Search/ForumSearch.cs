using System.Net;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Forums.Search;

/// <param name="Query">As it was read.</param>
/// <param name="Corrected">The words that were looked for instead, where those that were typed are nowhere; null otherwise.</param>
/// <param name="Total">Threads, of those that were looked at.</param>
/// <param name="More">There are more matches than were looked at: the newest <see cref="ForumSearch.Candidates"/>.</param>
public sealed record SearchResults(SearchQuery Query, string? Corrected, IReadOnlyList<SearchHit> Hits, int Page, int Pages, int Total, bool More);

/// <param name="TitleHtml">Escaped, with <c>mark</c> around what was found.</param>
/// <param name="ExtractHtml">The same of the post.</param>
public sealed record SearchHit(
    Guid ThreadId,
    string Slug,
    int Number,
    string TitleHtml,
    string ExtractHtml,
    string CategoryName,
    string CategorySlug,
    IReadOnlyList<string> Tags,
    string Status,
    bool Solved,
    int Replies,
    Person? Author,
    string Role,
    DateTimeOffset CreatedAt);

/// <summary>Finds posts by what they say. For members; what is not published is not found by anybody.</summary>
public sealed class ForumSearch(IUnits units, IForumIndex index, IOptions<ForumsOptions> options)
{
    /// <summary>How many matches, the newest ones, are ranked: what a search costs does not grow with the forum.</summary>
    public const int Candidates = 1000;

    /// <summary>Longest text that <see cref="SuggestAsync"/> looks for.</summary>
    public const int LongestSuggested = 100;

    private const int MostSuggested = 8;
    private const int MostAuthors = 50;

    private int PageSize => options.Value.PageSize;

    /// <summary>Null for who is not a member.</summary>
    public Task<SearchResults?> SearchAsync(OperationContext operation, SearchQuery query, int page, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await unit.MemberRoleAsync(cancel) is null) return null;
                if (query.IsEmpty) return new SearchResults(query, null, [], 1, 0, 0, false);
                var authors = query.Author is { } name ? await unit.FindPeopleAsync(name, MostAuthors, active: false, cancel) : null;
                if (authors is { Count: 0 }) return new SearchResults(query with { Notes = [.. query.Notes, $"Nobody here is called “{query.Author}”."] }, null, [], 1, 0, 0, false);
                var asked = await AskedAsync(unit, query, authors, cancel);
                page = Math.Clamp(page, 1, Candidates / PageSize);
                var hits = await index.FindAsync(unit, asked, Candidates, (page - 1) * PageSize, PageSize, cancel);
                string? corrected = null;
                if (hits.Count == 0 && page == 1 && query.Words.Count > 0 && await CorrectAsync(unit, query, cancel) is { } other)
                {
                    hits = await index.FindAsync(unit, asked with { Terms = SearchTerms.Of(other) }, Candidates, 0, PageSize, cancel);
                    if (hits.Count > 0) corrected = string.Join(' ', other.Words);
                }

                var total = hits.Count == 0 ? 0 : hits[0].Of;
                return new SearchResults(query, corrected, await RowsAsync(unit, hits, cancel), page, (total + PageSize - 1) / PageSize, total, total >= Candidates);
            },
            cancel);

    /// <summary>Threads whose title has every word of the text, in any order and case, the one with the newest activity first; at most 8. None for a text that is empty, and for who is not a member.</summary>
    public Task<IReadOnlyList<ThreadFound>> SuggestAsync(OperationContext operation, string text, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<ThreadFound>>(
            operation,
            async unit =>
            {
                // Text in PostgreSQL holds no NUL.
                var words = text.Length > LongestSuggested ? [] : text.Replace('\0', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
                if (words.Count == 0 || await unit.MemberRoleAsync(cancel) is null) return [];
                return await FoundAsync(unit, await index.TitlesAsync(unit, words, MostSuggested, cancel), cancel);
            },
            cancel);

    /// <summary>Threads that may be about the same as a thread of this title, the likeliest first. None for who is not a member.</summary>
    public Task<IReadOnlyList<ThreadFound>> SimilarAsync(OperationContext operation, string title, int take, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<ThreadFound>>(
            operation,
            async unit =>
            {
                var clean = title.Replace('\0', ' ').Trim();
                if (clean.Length is < 4 or > SearchQuery.Longest || await unit.MemberRoleAsync(cancel) is null) return [];
                var similar = await index.SimilarAsync(unit, await SearchIndexing.LanguageAsync(unit, cancel), clean, take, cancel);
                return await FoundAsync(unit, [.. similar.Where(s => s.Score >= LeastAlike).Select(s => s.ThreadId)], cancel);
            },
            cancel);

    /// <summary>Below this a thread is another matter; from the labelled set in docs/search.md.</summary>
    public const double LeastAlike = 0.15;

    private static async Task<IndexQuery> AskedAsync(TenantUnit unit, SearchQuery query, IReadOnlyList<Person>? authors, CancellationToken cancel) =>
        new(
            await SearchIndexing.LanguageAsync(unit, cancel),
            SearchTerms.Of(query),
            query.InTitle,
            query.ByAgent,
            query.Status,
            query.Category,
            query.Tags,
            authors is null ? null : [.. authors.Select(a => a.Id)],
            Midnight(query.Before),
            Midnight(query.After));

    private static DateTimeOffset? Midnight(DateOnly? day) => day is { } d ? new DateTimeOffset(d.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    private async Task<SearchQuery?> CorrectAsync(TenantUnit unit, SearchQuery query, CancellationToken cancel)
    {
        var corrected = await index.CorrectAsync(unit, query.Words, cancel);
        return corrected.Count == 0 ? null : query.WithWords([.. query.Words.Select(w => corrected.GetValueOrDefault(w, w))]);
    }

    private static async Task<IReadOnlyList<SearchHit>> RowsAsync(TenantUnit unit, IReadOnlyList<IndexHit> hits, CancellationToken cancel)
    {
        if (hits.Count == 0) return [];
        var ids = hits.Select(h => h.PostId).ToList();
        var rows = await unit.Db.ForumPosts.AsNoTracking()
            .Where(p => ids.Contains(p.Id))
            .Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { Post = new { p.Id, p.AuthorUserId, p.Role, p.CreatedAt }, Thread = t })
            .Join(unit.Db.ForumCategories, x => x.Thread.CategoryId, c => c.Id, (x, c) => new { x.Post, x.Thread, c.Name, c.Slug })
            .ToDictionaryAsync(x => x.Post.Id, cancel);
        var people = await unit.PeopleAsync([.. rows.Values.Select(r => r.Post.AuthorUserId).OfType<Guid>().Distinct()], cancel);
        return
        [
            .. hits.Where(h => rows.ContainsKey(h.PostId)).Select(h => (Hit: h, Row: rows[h.PostId])).Select(x => new SearchHit(
                x.Hit.ThreadId,
                x.Row.Thread.Slug,
                x.Hit.Number,
                Marked(x.Hit.TitleExtract),
                Marked(x.Hit.Extract),
                x.Row.Name,
                x.Row.Slug,
                x.Row.Thread.Tags,
                x.Row.Thread.Status,
                x.Row.Thread.AcceptedPostId is not null,
                x.Row.Thread.PostCount - 1,
                x.Row.Post.AuthorUserId is { } author ? people.GetValueOrDefault(author) ?? new Person(author, "Former member", null) : null,
                x.Row.Post.Role,
                x.Row.Post.CreatedAt)),
        ];
    }

    internal static string Marked(string extract) =>
        WebUtility.HtmlEncode(extract.Replace(IndexHit.Less, '<').Replace(IndexHit.Greater, '>'))
            .Replace(IndexHit.Begin.ToString(), "<mark>", StringComparison.Ordinal)
            .Replace(IndexHit.End.ToString(), "</mark>", StringComparison.Ordinal);

    /// <summary>In the order of the ids.</summary>
    private static async Task<IReadOnlyList<ThreadFound>> FoundAsync(TenantUnit unit, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return [];
        var found = await unit.Db.ForumThreads.AsNoTracking()
            .Where(t => ids.Contains(t.Id))
            .Join(unit.Db.ForumCategories, t => t.CategoryId, c => c.Id, (t, c) => new ThreadFound(t.Id, t.Slug, t.Title, t.Status, c.Name))
            .ToListAsync(cancel);
        return [.. ids.Select(id => found.SingleOrDefault(f => f.Id == id)).OfType<ThreadFound>()];
    }
}
