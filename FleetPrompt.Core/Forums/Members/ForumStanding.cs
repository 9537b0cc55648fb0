using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>Who acts in a forum, as far as rights and limits go.</summary>
public sealed record ForumStanding(Guid UserId, string Role, TrustLevel Trust, DateTimeOffset JoinedAt, DateTimeOffset? SilencedUntil)
{
    public bool Administers => OrgRole.IsAdministrator(Role);

    /// <summary>A member who joined less than a day ago and is trusted with nothing yet.</summary>
    public bool IsFirstDay(DateTimeOffset now) => !Administers && Trust == TrustLevel.New && now - JoinedAt < TimeSpan.FromDays(1);
}

public static class ForumStandings
{
    extension(TenantUnit unit)
    {
        /// <summary>The standing of whoever acts in this unit; null for everybody who is not an active member.</summary>
        public async Task<ForumStanding?> ForumStandingAsync(DateTimeOffset now, CancellationToken cancel) =>
            unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } ? await unit.ForumStandingAsync(user, now, cancel) : null;

        /// <summary>The role of whoever acts in this unit; null for everybody who is not an active member.</summary>
        public async Task<string?> MemberRoleAsync(CancellationToken cancel) =>
            unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } ? await unit.RoleOfAsync(user, cancel) : null;

        public async Task<ForumStanding?> ForumStandingAsync(Guid user, DateTimeOffset now, CancellationToken cancel)
        {
            if (await unit.MembershipAsync(user, cancel) is not { } membership) return null;
            var removedSince = now - TrustRules.RemovedFor;
            var removed = unit.Db.ForumPosts.Where(p => p.AuthorUserId == user && p.Status != PostStatus.Published && p.ModeratedByUserId != user && p.ModeratedAt > removedSince);
            var row = await unit.Db.ForumMembers.AsNoTracking().Where(m => m.UserId == user)
                .Select(m => new { m.Posts, m.Likes, m.Accepted, m.TrustSet, m.SilencedUntil, Removed = removed.Count() })
                .SingleOrDefaultAsync(cancel);
            if (row is null) return new ForumStanding(user, membership.Role, TrustLevel.New, membership.JoinedAt, null);
            var trust = row.TrustSet ?? TrustRules.LevelOf(new MemberRecord(membership.JoinedAt, row.Posts, row.Likes, row.Accepted, row.Removed), now);
            return new ForumStanding(user, membership.Role, trust, membership.JoinedAt, row.SilencedUntil);
        }
    }
}
