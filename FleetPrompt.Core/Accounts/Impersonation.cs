using FleetPrompt.Core.Content;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>Nobody takes a name that can be taken for an owner's or an admin's of an organisation of theirs.</summary>
internal static class Impersonation
{
    /// <summary>What is wrong with the name for this person in their organisations, or null.</summary>
    public static Task<string?> ProblemAsync(PlatformDb db, Guid person, string name, CancellationToken cancel)
    {
        var own = db.Memberships.Where(m => m.UserId == person && m.Status == MembershipStatus.Active).Select(m => m.OrganizationId);
        return ProblemAsync(db, db.Memberships.Where(m => own.Contains(m.OrganizationId) && m.UserId != person), name, cancel);
    }

    /// <summary>The same for somebody who is about to join an organisation.</summary>
    public static Task<string?> ProblemOfNewAsync(PlatformDb db, Guid organization, string name, CancellationToken cancel) =>
        ProblemAsync(db, db.Memberships.Where(m => m.OrganizationId == organization), name, cancel);

    private static async Task<string?> ProblemAsync(PlatformDb db, IQueryable<OrganizationMembership> others, string name, CancellationToken cancel)
    {
        var administrators = await others
            .Where(m => m.Status == MembershipStatus.Active && (m.Role == OrgRole.Owner || m.Role == OrgRole.Admin))
            .Join(db.Users, m => m.UserId, u => u.Id, (_, u) => u.DisplayName)
            .ToListAsync(cancel);
        var skeleton = NameSkeleton.Of(DisplayName.Clean(name));
        return administrators.Any(other => NameSkeleton.Of(other) == skeleton) ? "That can be taken for the name of an owner or admin of the organisation. Choose one that tells you apart." : null;
    }
}
