namespace FleetPrompt.Core.Forums.Search;

/// <summary>A published post as search knows it. Made from the post, and made again whenever that changes; the database adds the lexemes of title and body.</summary>
public sealed class ForumDocument
{
    public required Guid PostId { get; init; }

    public required Guid ThreadId { get; init; }

    /// <summary>The thread's, on its opening post.</summary>
    public string? Title { get; init; }

    /// <summary>Without markup.</summary>
    public required string Body { get; init; }

    /// <summary>Of the post.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A word that occurs in some post: what a misspelt one is compared with.</summary>
public sealed class ForumWord
{
    public required string Word { get; init; }
}
