namespace FleetPrompt.Core.Accounts;

/// <summary>An element of the data-protection key ring. Keys are never deleted.</summary>
public sealed class DataProtectionKey
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string FriendlyName { get; init; }

    public required string Xml { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
