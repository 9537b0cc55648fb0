using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Accounts;

/// <summary>A fact about an account that belongs to no tenant. Written once, with ids only; the application may neither change nor delete it.</summary>
public sealed class SecurityEvent
{
    public const string Registered = "user.registered";
    public const string PasswordChanged = "user.password_changed";
    public const string SessionOpened = "user.session.opened";
    public const string OperatorAdded = "platform.operator.added";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>As in <see cref="Sources"/>.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}
