using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>The people of an organisation: who they are, and what owners and admins change about them. Each change and its signal are one unit.</summary>
public sealed class Members(IUnits units, SignalBus signals, TimeProvider time)
{
    /// <summary>Everybody sees who belongs; owners and admins also see addresses, former members and open invitations. Errors: <see cref="NotFound"/>.</summary>
    public Task<Result<MemberBook>> ReadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.RunPlatformAsync<MemberBook>(
            async unit =>
            {
                var organization = operation.Tenant.OrganizationId;
                var role = await MemberRows.RoleOfAsync(unit.Db, operation, cancel);
                if (role is null) return new NotFound();
                var full = OrgRole.IsAdministrator(role);
                var members = await (
                    from m in unit.Db.Memberships
                    join u in unit.Db.Users on m.UserId equals u.Id
                    where m.OrganizationId == organization && (m.Status == MembershipStatus.Active || (full && m.Status == MembershipStatus.Removed))
                    orderby m.Status, u.DisplayName, u.Id
                    select new MemberView(u.Id, u.DisplayName, full ? u.Email : null, m.Role, m.Status, m.CreatedAt, m.LastActiveAt)
                ).ToListAsync(cancel);
                if (!full) return new MemberBook(role, members, []);
                var invitations = await (
                    from i in unit.Db.Set<Invitation>()
                    join u in unit.Db.Users on i.InvitedByUserId equals u.Id
                    where i.OrganizationId == organization && i.Status == InvitationStatus.Pending
                    orderby i.CreatedAt descending
                    select new InvitationView(i.Id, i.Email, i.Role, u.DisplayName, i.CreatedAt, i.ExpiresAt)
                ).ToListAsync(cancel);
                return new MemberBook(role, members, invitations);
            },
            cancel);

    /// <summary>Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>, <see cref="NotFound"/>, <see cref="Conflict"/> (the last owner).</summary>
    public Task<Result<MemberChange>> ChangeRoleAsync(OperationContext operation, Guid userId, string role, CancellationToken cancel = default) => ChangeAsync(operation, userId, role, cancel);

    /// <summary>Ends a membership; its row stays, so that history can be named. Errors as for a change of role.</summary>
    public Task<Result<MemberChange>> RemoveAsync(OperationContext operation, Guid userId, CancellationToken cancel = default) => ChangeAsync(operation, userId, null, cancel);

    private Task<Result<MemberChange>> ChangeAsync(OperationContext operation, Guid userId, string? next, CancellationToken cancel) =>
        units.RunPlatformAsync<MemberChange>(
            async unit =>
            {
                var (db, organization) = (unit.Db, operation.Tenant.OrganizationId);
                await MemberRows.LockAsync(unit, organization, cancel);
                var member = await db.Memberships.SingleOrDefaultAsync(m => m.OrganizationId == organization && m.UserId == userId && m.Status == MembershipStatus.Active, cancel);
                var actor = await MemberRows.RoleOfAsync(db, operation, cancel);
                if (actor is null || member is null) return actor is null ? MemberRules.OnlyAdministrators : new NotFound("This person is not a member any more.");
                var owners = await db.Memberships.CountAsync(m => m.OrganizationId == organization && m.Role == OrgRole.Owner && m.Status == MembershipStatus.Active, cancel);
                if (MemberRules.Changing(actor, member.Role, next, userId == operation.Actor.Id, owners) is { } refusal) return refusal;

                var change = new MemberChange(userId, member.Role, next);
                if (next == member.Role) return change;
                if (next is null) member.Status = MembershipStatus.Removed;
                else member.Role = next;
                member.UpdatedAt = time.GetUtcNow();
                var withdrawn = await WithdrawAsync(db, organization, userId, next, cancel);
                await db.SaveChangesAsync(cancel);
                await signals.EmitAsync(await unit.SwitchAsync(operation, cancel), [Told(organization, change), .. withdrawn.Select(i => Invitations.Told(OrgSignals.InvitationRevoked, i))], cancel);
                return change;
            },
            cancel);

    /// <summary>Invitations that somebody sent and could not send any more end with the right to send them.</summary>
    private async Task<IReadOnlyList<Invitation>> WithdrawAsync(PlatformDb db, Guid organization, Guid userId, string? role, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var mayGive = MemberRules.MayGive(role);
        var sent = await db.Set<Invitation>().Where(i => i.OrganizationId == organization && i.InvitedByUserId == userId && i.Status == InvitationStatus.Pending).ToListAsync(cancel);
        sent.RemoveAll(i => mayGive.Contains(i.Role));
        foreach (var invitation in sent) (invitation.Status, invitation.ClosedAt) = (InvitationStatus.Revoked, now);
        return sent;
    }

    private static SignalDraft Told(Guid organization, MemberChange change) =>
        change.To is { } to
            ? SignalBus.Draft(OrgSignals.RoleChanged, MemberRows.Person(change.UserId), new RoleFact(change.UserId, change.From, to), MemberRows.On(organization))
            : SignalBus.Draft(OrgSignals.MemberRemoved, MemberRows.Person(change.UserId), new MemberFact(change.UserId, change.From), MemberRows.On(organization));
}

/// <param name="Role">The reader's own.</param>
/// <param name="Members">By name, active ones first.</param>
public sealed record MemberBook(string Role, IReadOnlyList<MemberView> Members, IReadOnlyList<InvitationView> Invitations);

/// <param name="Email">Null where the reader may not see it.</param>
/// <param name="LastActiveAt">When they last used this organisation, to a quarter of an hour.</param>
public sealed record MemberView(Guid UserId, string Name, string? Email, string Role, string Status, DateTimeOffset JoinedAt, DateTimeOffset? LastActiveAt);

public sealed record InvitationView(Guid Id, string Email, string Role, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <param name="To">The new role; null when the membership ended.</param>
public sealed record MemberChange(Guid UserId, string From, string? To);
