namespace FleetPrompt.Core.Accounts;

/// <summary>One try that counts as failed until it is forgiven, kept while it counts. <see cref="Subject"/> is a keyed hash of an account name or an address, so that neither is stored.</summary>
public sealed class SignInFailure
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Shared by the entries of one try.</summary>
    public required Guid TryId { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset FailedAt { get; init; }
}
