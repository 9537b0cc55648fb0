namespace FleetPrompt.Core.Forums.Members;

/// <summary>What the forum keeps of a member. There is a row once there is something to keep; what is counted in it can be counted again.</summary>
public sealed class ForumMember
{
    public required Guid UserId { get; init; }

    /// <inheritdoc cref="MemberRecord.Posts"/>
    public int Posts { get; set; }

    /// <inheritdoc cref="MemberRecord.Likes"/>
    public int Likes { get; set; }

    /// <inheritdoc cref="MemberRecord.Accepted"/>
    public int Accepted { get; set; }

    /// <summary>A level that an administrator has set, whatever the record says.</summary>
    public TrustLevel? TrustSet { get; set; }

    /// <summary>Until then the member reads and writes nothing.</summary>
    public DateTimeOffset? SilencedUntil { get; set; }

    /// <summary>Raised by every directive that changes the row; a request made against an older one is a conflict.</summary>
    public int Version { get; set; }

    public string? Bio { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
