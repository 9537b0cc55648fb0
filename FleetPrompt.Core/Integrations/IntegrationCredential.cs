using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Integrations;

/// <summary>A secret that opens another system, kept encrypted. Only its host and last four characters are ever shown.</summary>
public sealed class IntegrationCredential
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary><c>mattermost</c></summary>
    public required string Provider { get; init; }

    /// <summary><c>incoming_webhook | personal_access_token</c></summary>
    public required string Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required string Label { get; set; }

    /// <summary>Opens only for this organisation and this row; emptied when it is revoked.</summary>
    public required byte[] Ciphertext { get; set; }

    public required string Host { get; set; }

    /// <summary>Of the secret, so that people know which it is.</summary>
    public required string LastFour { get; set; }

    /// <summary><c>connected | revoked</c></summary>
    public required string Status { get; set; }

    /// <summary>Raised by every rotation.</summary>
    public int Revision { get; set; }

    public required Guid CreatedById { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RotatedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>Of its last use, where that failed.</summary>
    public string? LastErrorKind { get; set; }

    public DateTimeOffset? LastErrorAt { get; set; }

    public static Subject Subject(Guid id) => new("integration.credential", id);
}

public static class CredentialStatus
{
    public const string Connected = "connected";
    public const string Revoked = "revoked";
}

public static class CredentialKind
{
    public const string IncomingWebhook = "incoming_webhook";
    public const string PersonalAccessToken = "personal_access_token";
}
