namespace FleetPrompt.Core.Integrations.Connections;

/// <summary>A connection as people see it: of what opens it, the host and the last four characters.</summary>
/// <param name="UsedBy">The installations whose configuration names it.</param>
public sealed record CredentialView(
    Guid Id,
    string Provider,
    string Kind,
    string Label,
    string Host,
    string LastFour,
    string Status,
    int Revision,
    string ConnectedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string? LastErrorKind,
    DateTimeOffset? LastErrorAt,
    IReadOnlyList<CredentialUse> UsedBy);

public sealed record CredentialUse(Guid InstallationId, string PackageName);

/// <param name="Warning">It is saved; this is what its people should know, or null.</param>
public sealed record CredentialSaved(Guid Id, string Label, string? Warning);
