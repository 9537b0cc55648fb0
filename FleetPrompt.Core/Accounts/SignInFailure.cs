namespace FleetPrompt.Core.Accounts;

/// <summary>One wrong password, kept while it counts. <see cref="Subject"/> is a keyed hash of an account name or an address, so that neither is stored.</summary>
public sealed class SignInFailure
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Subject { get; init; }

    public required DateTimeOffset FailedAt { get; init; }
}
