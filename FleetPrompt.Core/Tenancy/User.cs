using Microsoft.AspNetCore.Identity;

namespace FleetPrompt.Core.Tenancy;

/// <summary>A person of the platform; belongs to organisations by memberships. An imported author has neither e-mail nor password and cannot sign in.</summary>
public sealed class User : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}
