using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Accounts;

/// <summary>Who may do what to whose membership. Owners manage everybody; admins manage admins and members.</summary>
public static class MemberRules
{
    public static readonly Forbidden OnlyAdministrators = new("Only owners and admins manage people. Ask one of them.");
    public static readonly Forbidden OnlyOwners = new("Only an owner can do this to an owner, or make one. Ask an owner.");
    public static readonly Conflict LastOwner = new("This is the last owner. Make somebody else an owner first.");

    /// <summary>The roles that somebody with <paramref name="actor"/> may give.</summary>
    public static IReadOnlyList<string> MayGive(string? actor) =>
        actor switch
        {
            OrgRole.Owner => OrgRole.All,
            OrgRole.Admin => [OrgRole.Admin, OrgRole.Member],
            _ => [],
        };

    /// <summary>Why <paramref name="actor"/> may not give <paramref name="role"/> to somebody new, or null.</summary>
    public static Error? Giving(string? actor, string role)
    {
        if (!OrgRole.IsAdministrator(actor)) return OnlyAdministrators;
        if (!OrgRole.All.Contains(role)) return new Invalid("role", $"Choose a role: {string.Join(", ", MayGive(actor))}.");
        return MayGive(actor).Contains(role) ? null : OnlyOwners;
    }

    /// <summary>Why <paramref name="actor"/> may not change the place of somebody who is <paramref name="current"/>, or null.</summary>
    /// <param name="owners">Active owners, the person changed included.</param>
    /// <param name="next">The new role; null removes.</param>
    public static Error? Changing(string? actor, string current, string? next, bool self, int owners)
    {
        if (!OrgRole.IsAdministrator(actor)) return OnlyAdministrators;
        if (next is not null && Giving(actor, next) is { } refusal) return refusal;
        if (current == OrgRole.Owner && actor != OrgRole.Owner) return OnlyOwners;
        if (next is null && self) return new Forbidden("You cannot remove yourself. Ask another owner or admin.");
        return current == OrgRole.Owner && next != OrgRole.Owner && owners <= 1 ? LastOwner : null;
    }
}
