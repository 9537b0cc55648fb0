using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>A member as others in the organisation see them. Counts stop at <see cref="MemberRecord.Most"/>.</summary>
/// <param name="JoinedAt">Null for who is no member any more.</param>
/// <param name="TrustSet">Set by an administrator; null while it is earned.</param>
/// <param name="Ignored">By the reader.</param>
/// <param name="LooksLike">Other members whose name can be taken for this one.</param>
public sealed record MemberProfile(
    Person Person,
    DateTimeOffset? JoinedAt,
    TrustLevel Trust,
    TrustLevel? TrustSet,
    int Version,
    string? Bio,
    int Posts,
    int Likes,
    int Accepted,
    int Reputation,
    DateTimeOffset? SilencedUntil,
    bool Ignored,
    IReadOnlyList<Person> LooksLike,
    IReadOnlyList<MemberPost> Activity,
    DateTimeOffset? Older);

/// <param name="Extract">Plain text.</param>
public sealed record MemberPost(Guid PostId, Guid ThreadId, string Slug, string Title, int Number, string Extract, DateTimeOffset CreatedAt);

public enum MemberOrder
{
    Name,
    Posts,
    Reputation,
    Newest,
}

public sealed record MemberQuery(string? Text = null, MemberOrder Order = MemberOrder.Posts, int Page = 1);

public sealed record MemberRow(Person Person, DateTimeOffset JoinedAt, int Posts, int Likes, int Accepted)
{
    public int Reputation => TrustRules.Reputation(new MemberRecord(JoinedAt, Posts, Likes, Accepted, 0));
}

public sealed record MemberPage(IReadOnlyList<MemberRow> Members, int Page, int Pages, int Total);
