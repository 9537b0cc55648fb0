namespace FleetPrompt.Core.Accounts;

/// <summary>An offer to one e-mail address to join an organisation in a role: accepted once, until it expires or is withdrawn. The link's token itself is not kept.</summary>
public sealed class Invitation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganizationId { get; init; }

    public required string Email { get; init; }

    /// <summary>As Identity compares addresses.</summary>
    public required string NormalizedEmail { get; init; }

    public required string Role { get; init; }

    /// <summary>What <see cref="InvitationToken.Hash"/> makes of the token in the link.</summary>
    public required string TokenHash { get; init; }

    public required Guid InvitedByUserId { get; init; }

    /// <summary>That of the invitation's own signal: the joining becomes part of the same chain.</summary>
    public required Guid CorrelationId { get; init; }

    public string Status { get; set; } = InvitationStatus.Pending;

    public DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was accepted or withdrawn.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public Guid? AcceptedByUserId { get; set; }

    public bool IsOpen(DateTimeOffset now) => Status == InvitationStatus.Pending && now < ExpiresAt;
}

public static class InvitationStatus
{
    public const string Pending = "pending";
    public const string Accepted = "accepted";
    public const string Revoked = "revoked";
}
