using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Accounts;

/// <summary>
/// Invitations by link: for one address, in one role, used once, good for <see cref="Invitation.Lifetime"/>. Whoever gives one must have the right to give its role,
/// and it ends with that right.
/// </summary>
public sealed class Invitations(IUnits units, SignalBus signals, NewUsers newUsers, IOptions<AccountsOptions> options, TimeProvider time)
{
    private static readonly NotFound Gone = new("This invitation has expired, was withdrawn or was used already. Ask for a new one.");

    /// <summary>A new invitation, in place of one that the address already has. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<IssuedInvitation>> InviteAsync(OperationContext operation, string email, string role, CancellationToken cancel = default) =>
        units.RunPlatformAsync<IssuedInvitation>(
            async unit =>
            {
                var (db, organization, now) = (unit.Db, operation.Tenant.OrganizationId, time.GetUtcNow());
                await MemberRows.LockAsync(unit, organization, cancel);
                var actor = await MemberRows.RoleOfAsync(db, operation, cancel);
                if (MemberRules.Giving(actor, role) is { } refusal) return refusal;
                if (EmailAddress.Problem(email) is { } problem) return new Invalid("email", problem);
                var address = email.Trim();
                var normalized = unit.Services.GetRequiredService<UserManager<User>>().NormalizeEmail(address)!;
                if (await IsMemberAsync(db, organization, normalized, cancel)) return new Invalid("email", "Somebody with this address is a member already.");

                foreach (var earlier in await db.Set<Invitation>().Where(i => i.OrganizationId == organization && i.NormalizedEmail == normalized && i.Status == InvitationStatus.Pending).ToListAsync(cancel))
                {
                    if (MemberRules.Giving(actor, earlier.Role) is { } notTheirs) return notTheirs;
                    (earlier.Status, earlier.ClosedAt) = (InvitationStatus.Revoked, now);
                }

                var token = InvitationToken.New();
                var invitation = new Invitation
                {
                    OrganizationId = organization,
                    Email = address,
                    NormalizedEmail = normalized,
                    Role = role,
                    TokenHash = InvitationToken.Hash(token),
                    InvitedByUserId = operation.Actor.Id!.Value,
                    CorrelationId = operation.CorrelationId,
                    CreatedAt = now,
                    ExpiresAt = now + Invitation.Lifetime,
                };
                db.Add(invitation);
                await db.SaveChangesAsync(cancel);
                await signals.EmitAsync(await unit.SwitchAsync(operation, cancel), [Told(OrgSignals.MemberInvited, invitation)], cancel);
                return new IssuedInvitation(invitation.Id, token, address, role, invitation.ExpiresAt);
            },
            cancel);

    /// <summary>Withdraws an invitation that is pending. Errors: <see cref="Forbidden"/>, <see cref="NotFound"/>.</summary>
    public Task<Result<string>> RevokeAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.RunPlatformAsync<string>(
            async unit =>
            {
                var organization = operation.Tenant.OrganizationId;
                await MemberRows.LockAsync(unit, organization, cancel);
                var actor = await MemberRows.RoleOfAsync(unit.Db, operation, cancel);
                if (!OrgRole.IsAdministrator(actor)) return MemberRules.OnlyAdministrators;
                var invitation = await unit.Db.Set<Invitation>().SingleOrDefaultAsync(i => i.Id == id && i.OrganizationId == organization && i.Status == InvitationStatus.Pending, cancel);
                if (invitation is null) return Gone;
                if (MemberRules.Giving(actor, invitation.Role) is { } refusal) return refusal;
                (invitation.Status, invitation.ClosedAt) = (InvitationStatus.Revoked, time.GetUtcNow());
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(await unit.SwitchAsync(operation, cancel), [Told(OrgSignals.InvitationRevoked, invitation)], cancel);
                return invitation.Email;
            },
            cancel);

    /// <summary>What a link offers; null when it is none of ours, or can no longer be accepted.</summary>
    public async Task<InvitationOffer?> FindAsync(string token, CancellationToken cancel = default)
    {
        var found = await units.RunPlatformAsync<InvitationOffer>(
            async unit => await OpenAsync(unit.Db, token, cancel) is var (invitation, organization)
                ? new InvitationOffer(organization.Id, organization.Name, invitation.Email, invitation.NormalizedEmail, invitation.Role, invitation.ExpiresAt)
                : Gone,
            cancel);
        return found.IsOk ? found.Value : null;
    }

    /// <summary>The person who is signed in with the invited address joins. Errors: <see cref="NotFound"/>, <see cref="Forbidden"/> (another address), <see cref="Conflict"/> (a member already).</summary>
    public Task<Result<Accepted>> AcceptAsync(string token, Guid userId, CancellationToken cancel = default) =>
        AcceptAsync(
            token,
            async (unit, invitation) =>
            {
                var user = await unit.Db.Users.SingleOrDefaultAsync(u => u.Id == userId, cancel);
                return user is not null && user.NormalizedEmail == invitation.NormalizedEmail
                    ? user.Id
                    : new Forbidden($"This invitation is for {invitation.Email}. Sign in with that address, or ask for an invitation to yours.");
            },
            cancel);

    /// <summary>Somebody new makes an account with the invited address, and joins. Errors: <see cref="NotFound"/>, <see cref="Invalid"/>, <see cref="Forbidden"/> (registration is closed).</summary>
    public async Task<Result<Accepted>> AcceptAsNewAsync(string token, string name, string password, CancellationToken cancel = default)
    {
        if (options.Value.Registration == RegistrationMode.Closed) return new Forbidden("No new accounts are made here. Sign in with the account of the invited address, or ask the operator for one.");
        return await AcceptAsync(
            token,
            async (unit, invitation) =>
            {
                var problems = new List<FieldProblem>();
                if (DisplayName.Problem(name) is { } ofName) problems.Add(new("name", ofName));
                else if (await Impersonation.ProblemOfNewAsync(unit.Db, invitation.OrganizationId, name, cancel) is { } taken) problems.Add(new("name", taken));
                if (PasswordPolicy.Problem(password, invitation.Email, name) is { } ofPassword) problems.Add(new("password", ofPassword));
                if (problems.Count > 0) return new Invalid(problems);
                var made = await newUsers.CreateAsync(unit, name, invitation.Email, Sources.Web, (users, user) => users.CreateAsync(user, password), cancel);
                return made.Then(u => u.Id);
            },
            cancel);
    }

    private Task<Result<Accepted>> AcceptAsync(string token, Func<PlatformUnit, Invitation, Task<Result<Guid>>> who, CancellationToken cancel) =>
        units.RunPlatformAsync<Accepted>(
            async unit =>
            {
                if (await OpenAsync(unit.Db, token, cancel) is not var (seen, organization)) return Gone;
                await MemberRows.LockAsync(unit, organization.Id, cancel);

                // Read again behind the lock: somebody else may have used it, or withdrawn it, meanwhile.
                var now = time.GetUtcNow();
                var invitation = await unit.Db.Set<Invitation>().SingleAsync(i => i.Id == seen.Id, cancel);
                if (!invitation.IsOpen(now)) return Gone;
                var user = await who(unit, invitation);
                if (!user.IsOk) return user.Error!;
                if (!await MemberRows.JoinAsync(unit.Db, organization.Id, user.Value, invitation.Role, now, cancel)) return new Conflict($"You are a member of {organization.Name} already.");
                (invitation.Status, invitation.ClosedAt, invitation.AcceptedByUserId) = (InvitationStatus.Accepted, now, user.Value);
                await unit.Db.SaveChangesAsync(cancel);

                var joining = OperationContext.New(organization.Tenant, Actor.User(user.Value), Sources.Web) with { CorrelationId = invitation.CorrelationId };
                var inside = await unit.SwitchAsync(joining, cancel);
                await signals.EmitAsync(inside, OrgSignals.MemberJoined, MemberRows.Person(user.Value), new MemberFact(user.Value, invitation.Role), MemberRows.On(organization.Id), cancel);
                return new Accepted(user.Value, organization.Id, organization.Name);
            },
            cancel);

    private async Task<(Invitation Invitation, Organization Organization)?> OpenAsync(PlatformDb db, string token, CancellationToken cancel)
    {
        var hash = InvitationToken.Hash(token);
        var found = await (
            from i in db.Set<Invitation>().AsNoTracking()
            join o in db.Organizations.AsNoTracking() on i.OrganizationId equals o.Id
            where i.TokenHash == hash && o.Status == OrganizationStatus.Active
            select new { Invitation = i, Organization = o }
        ).SingleOrDefaultAsync(cancel);
        return found is not null && found.Invitation.IsOpen(time.GetUtcNow()) ? (found.Invitation, found.Organization) : null;
    }

    private static Task<bool> IsMemberAsync(PlatformDb db, Guid organization, string normalizedEmail, CancellationToken cancel) =>
        (
            from m in db.Memberships
            join u in db.Users on m.UserId equals u.Id
            where m.OrganizationId == organization && m.Status == MembershipStatus.Active && u.NormalizedEmail == normalizedEmail
            select m.Id
        ).AnyAsync(cancel);

    internal static SignalDraft Told(SignalType<InvitationFact> type, Invitation invitation) =>
        SignalBus.Draft(type, new Subject("invitation", invitation.Id), new InvitationFact(invitation.Id, invitation.Role), MemberRows.On(invitation.OrganizationId));
}

/// <param name="Token">Shown once; it cannot be had again.</param>
public sealed record IssuedInvitation(Guid Id, string Token, string Email, string Role, DateTimeOffset ExpiresAt);

public sealed record InvitationOffer(Guid OrganizationId, string OrganizationName, string Email, string NormalizedEmail, string Role, DateTimeOffset ExpiresAt);

public sealed record Accepted(Guid UserId, Guid OrganizationId, string OrganizationName);
