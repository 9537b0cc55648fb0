namespace FleetPrompt.Web.Components;

/// <summary>Someone who acts: a person, an agent or the system itself.</summary>
/// <param name="Id">Null for the system and for people who were erased.</param>
/// <param name="Kind"><c>human</c>, <c>agent</c> or <c>system</c>; decides the avatar's shape and the badge.</param>
public sealed record PersonRef(Guid? Id, string Name, string Kind)
{
    public static readonly PersonRef System = new(null, "FleetPrompt", "system");
}

/// <summary>What the frame around every page knows about the signed-in person; null when nobody is signed in.</summary>
/// <param name="Organisations">Every organisation the person may switch to, the current one included.</param>
/// <param name="Role">The role in the current organisation.</param>
public sealed record ShellModel(
    string UserName, Guid UserId, Guid OrgId, string OrgName, string OrgSlug, IReadOnlyList<(Guid Id, string Name)> Organisations, string Role);

/// <summary>One sentence about what just happened, shown once above the page.</summary>
/// <param name="Tone"><c>info</c>, <c>success</c>, <c>warning</c> or <c>error</c>.</param>
public sealed record FlashMessage(string Text, string Tone = "info");

/// <summary>One step of a breadcrumb trail; the last one has no link.</summary>
public sealed record Crumb(string Text, string? Href = null);

/// <summary>A discussion as a list shows it.</summary>
/// <param name="Status"><c>open</c>, <c>locked</c> or <c>archived</c>.</param>
/// <param name="Participants">Most recent first; four are drawn.</param>
public sealed record ThreadRowModel(
    Guid Id, string Title, string Href, PersonRef Author, DateTimeOffset CreatedAt, DateTimeOffset LastActivityAt, int Replies, string Status = "open")
{
    public string? CategoryName { get; init; }
    public string? CategoryHref { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<PersonRef> Participants { get; init; } = [];
    public bool Solved { get; init; }
    public bool AgentAnswered { get; init; }

    /// <summary>How many others have the same question.</summary>
    public int MeToo { get; init; }

    public bool Unread { get; init; }

    /// <summary>Posts since the reader was there last.</summary>
    public int NewPosts { get; init; }
    public bool Muted { get; init; }
    public bool Pinned { get; init; }
}

/// <summary>A category as the forum index shows it.</summary>
/// <param name="Status"><c>active</c> or <c>archived</c>.</param>
public sealed record CategorySummary(Guid Id, string Name, string Href, string? Description, int Threads, DateTimeOffset? LastActivityAt, string Status = "active");

/// <summary>Everything a post shows around its body.</summary>
/// <param name="Number">1 for the opening post; also the anchor <c>#post-N</c>.</param>
/// <param name="Permalink">The page's address with <c>#post-N</c>: a bare fragment would resolve against the base address.</param>
/// <param name="Status"><c>published</c>, <c>hidden</c> or <c>deleted</c>.</param>
public sealed record PostCardModel(Guid Id, int Number, PersonRef Author, DateTimeOffset CreatedAt, string Permalink, string Status = "published")
{
    public string? AuthorHref { get; init; }

    /// <summary>Owner, Moderator … Agents and the system are labelled without it.</summary>
    public string? RoleBadge { get; init; }

    public string? BookmarkHref { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>Where the history of its edits is shown.</summary>
    public string? EditedHref { get; init; }

    /// <summary>The number of the post that it answers, and where that stands.</summary>
    public (int Number, string Href)? ReplyTo { get; init; }

    public string? HiddenBy { get; init; }
    public string? HiddenReason { get; init; }
    public bool Accepted { get; init; }
}

/// <summary>One row of a timeline.</summary>
/// <param name="Kind"><c>signal</c> or <c>directive</c>.</param>
/// <param name="Sentence">What the actor did, without the name: "locked this thread".</param>
/// <param name="Status">The directive's state; for a signal, <c>recorded</c> or the state it reports.</param>
/// <param name="Depth">Steps from the chain's first cause; 0 draws no line.</param>
public sealed record AuditRow(
    string Kind, Guid Id, string Name, PersonRef Actor, string Sentence, DateTimeOffset At, string Status, Guid CorrelationId, TimeSpan? Duration = null, int Depth = 0)
{
    /// <summary>Which levels' lines go on below this row, one bit each; <see cref="AuditTree.Draw"/> fills it.</summary>
    public int Lines { get; init; }

    /// <summary>The row above belongs to the same chain, so the line to the cause can be drawn.</summary>
    public bool Joined { get; init; } = true;
}

/// <summary>A neighbour in a chain of causes.</summary>
public sealed record ChainLink(string Kind, string Name, string Href, DateTimeOffset At, string? Status = null);

/// <summary>A key and its value in a panel of facts.</summary>
/// <param name="Mono">For names and ids that people compare character by character.</param>
public sealed record Fact(string Label, string Value, string? Href = null, bool Mono = false);
