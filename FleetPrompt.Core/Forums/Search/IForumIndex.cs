using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Search;

/// <summary>What search asks of the database. Every verb sees the unit's organisation alone, and published posts alone.</summary>
public interface IForumIndex
{
    /// <summary>Makes the entries of these documents anew, in that language.</summary>
    Task WriteAsync(TenantUnit unit, string language, IReadOnlyList<ForumDocument> documents, CancellationToken cancel);

    /// <summary>Ids of published posts that have no entry, or of entries whose post is not published; at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<Guid>> AstrayAsync(TenantUnit unit, int most, CancellationToken cancel);

    /// <summary>The best posts of different threads. Looks at the newest <paramref name="candidates"/> matches and ranks those (cover density, Clarke, Cormack and Tudhope 2000; titles count more than texts).</summary>
    Task<IReadOnlyList<IndexHit>> FindAsync(TenantUnit unit, IndexQuery query, int candidates, int skip, int take, CancellationToken cancel);

    /// <summary>For each word the one of the forum's words that is most like it (trigrams), where there is one that is like it enough and the word itself does not occur.</summary>
    Task<IReadOnlyDictionary<string, string>> CorrectAsync(TenantUnit unit, IReadOnlyCollection<string> words, CancellationToken cancel);

    /// <summary>Threads whose title holds every word, newest activity first.</summary>
    Task<IReadOnlyList<Guid>> TitlesAsync(TenantUnit unit, IReadOnlyCollection<string> words, int take, CancellationToken cancel);

    /// <summary>Threads that may be about the same as a title, the likeliest first.</summary>
    Task<IReadOnlyList<SimilarThread>> SimilarAsync(TenantUnit unit, string language, string title, int take, CancellationToken cancel);
}

/// <param name="Terms">In the syntax of <c>to_tsquery</c>; null for everything that the filters leave.</param>
/// <param name="Authors">Null for everybody.</param>
public sealed record IndexQuery(
    string Language,
    string? Terms,
    bool InTitle,
    bool ByAgent,
    StatusWanted? Status,
    string? Category,
    IReadOnlyList<string> Tags,
    IReadOnlyList<Guid>? Authors,
    DateTimeOffset? Before,
    DateTimeOffset? After);

/// <param name="Extract">Text, with <see cref="Begin"/> and <see cref="End"/> around what was found.</param>
/// <param name="Of">Threads that were found, no more than were looked at.</param>
public sealed record IndexHit(Guid PostId, Guid ThreadId, int Number, string TitleExtract, string Extract, int Of)
{
    /// <summary>Characters that no text holds: control characters are left out when it is rendered.</summary>
    public const char Begin = '\u0002';

    public const char End = '\u0003';

    /// <summary>In place of &lt; and &gt;, so that PostgreSQL's parser finds no tags: of the private use area.</summary>
    public const char Less = '\ue000';

    public const char Greater = '\ue001';
}

public sealed record SimilarThread(Guid ThreadId, double Score);
