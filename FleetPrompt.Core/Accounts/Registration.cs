using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Accounts;

/// <summary>
/// Makes organisations and their people. A crash between the steps leaves an organisation that is <c>provisioning</c>; <see cref="FinishAsync"/> may be called for it again.
/// </summary>
public sealed class Registration(IUnits units, IProvisioner provisioner, SignalBus signals, NewUsers newUsers, IOptions<AccountsOptions> options, TimeProvider time)
{
    /// <summary>
    /// An account, an organisation of its own, and the tenant behind it. Errors: <see cref="Invalid"/>, <see cref="Forbidden"/> (registration is not open). An address that has an
    /// account already is refused: without e-mail that cannot be kept secret, so registrations are counted instead (see <see cref="SignInThrottle"/>).
    /// </summary>
    public async Task<Result<Registered>> RegisterAsync(NewAccount form, CancellationToken cancel = default)
    {
        if (options.Value.Registration != RegistrationMode.Open) return new Forbidden("Accounts are made by invitation here. Ask an owner or admin of an organisation for one.");
        var problems = form.Problems().ToList();
        if (problems.Count > 0) return new Invalid(problems);
        var made = await units.RunPlatformAsync<Registered>(
            async unit =>
            {
                await unit.LockAsync("registration", cancel);
                var user = await newUsers.CreateAsync(unit, form.Name, form.Email, Sources.Web, (users, u) => users.CreateAsync(u, form.Password), cancel);
                if (!user.IsOk) return user.Error!;
                var slug = await FreeSlugAsync(unit.Db, TenantSlug.FromName(form.Organization), cancel);
                return await OrganizationAsync(unit, slug, form.Organization, user.Value, cancel);
            },
            cancel);
        if (made.IsOk) await FinishAsync(made.Value.OrganizationId, Sources.Web, cancel);
        return made;
    }

    /// <summary>An organisation with the slug asked for, owned by the person with that address, who is created where there is none: with a password that an operator gives, or none. Repeating it changes nothing.</summary>
    public async Task<Result<Registered>> CreateOrganizationAsync(string slug, string name, string ownerName, string ownerEmail, string? givenPassword = null, CancellationToken cancel = default)
    {
        if (!TenantSlug.IsValid(slug)) return new Invalid("slug", $"'{slug}' cannot be a slug. {TenantSlug.Rule}");
        var made = await units.RunPlatformAsync<Registered>(
            async unit =>
            {
                await unit.LockAsync("registration", cancel);
                var users = unit.Services.GetRequiredService<UserManager<User>>();
                var existing = await users.FindByEmailAsync(ownerEmail);
                var user = existing is not null ? existing : await newUsers.CreateAsync(unit, ownerName, ownerEmail, Sources.Cli, Given(givenPassword), cancel);
                if (!user.IsOk) return user.Error!;
                var taken = await unit.Db.Organizations.SingleOrDefaultAsync(o => o.Slug == slug, cancel);
                if (taken is null) return await OrganizationAsync(unit, slug, name, user.Value, cancel);
                var owns = await unit.Db.Memberships.AnyAsync(m => m.OrganizationId == taken.Id && m.UserId == user.Value.Id && m.Role == OrgRole.Owner, cancel);
                return owns ? new Registered(user.Value.Id, taken.Id) : new Conflict($"There is an organisation '{slug}' already, and {ownerEmail} does not own it. Choose another slug.");
            },
            cancel);
        if (made.IsOk) await FinishAsync(made.Value.OrganizationId, Sources.Cli, cancel);
        return made;
    }

    /// <summary>Adds a person to an organisation, again if they were removed. Who is a member already stays as they are. Errors: <see cref="Invalid"/>.</summary>
    public Task<Result<AddedMember>> AddMemberAsync(TenantRef tenant, string name, string email, string role, string? givenPassword = null, CancellationToken cancel = default) =>
        units.RunPlatformAsync<AddedMember>(
            async unit =>
            {
                await unit.LockAsync("registration", cancel);
                if (!OrgRole.All.Contains(role)) return new Invalid("role", $"'{role}' is not a role. Use {string.Join(", ", OrgRole.All)}.");
                var users = unit.Services.GetRequiredService<UserManager<User>>();
                var existing = await users.FindByEmailAsync(email);
                var user = existing is not null ? existing : await newUsers.CreateAsync(unit, name, email, Sources.Cli, Given(givenPassword), cancel);
                if (!user.IsOk) return user.Error!;
                await MemberRows.LockAsync(unit, tenant.OrganizationId, cancel);
                var hasPassword = user.Value.PasswordHash is not null;
                var before = await unit.Db.Memberships.AsNoTracking().SingleOrDefaultAsync(m => m.OrganizationId == tenant.OrganizationId && m.UserId == user.Value.Id, cancel);
                if (!await MemberRows.JoinAsync(unit.Db, tenant.OrganizationId, user.Value.Id, role, time.GetUtcNow(), cancel))
                    return new AddedMember(user.Value.Id, before?.Role ?? role, Already: true, hasPassword);
                await unit.Db.SaveChangesAsync(cancel);
                var inside = await unit.SwitchAsync(OperationContext.New(tenant, Actor.System, Sources.Cli), cancel);
                await signals.EmitAsync(inside, OrgSignals.MemberJoined, MemberRows.Person(user.Value.Id), new MemberFact(user.Value.Id, role), MemberRows.On(tenant.OrganizationId), cancel);
                return new AddedMember(user.Value.Id, role, Already: false, hasPassword);
            },
            cancel);

    /// <summary>Finishes organisations that a crash left unprovisioned. Returns how many.</summary>
    public async Task<int> FinishAllAsync(string source, CancellationToken cancel = default)
    {
        var unfinished = await units.RunPlatformAsync<List<Guid>>(
            async unit => await unit.Db.Organizations.Where(o => o.Status == OrganizationStatus.Provisioning).Select(o => o.Id).ToListAsync(cancel),
            cancel);
        foreach (var id in unfinished.Value) await FinishAsync(id, source, cancel);
        return unfinished.Value.Count;
    }

    /// <summary>Provisions the tenant and opens the organisation, with its first signals.</summary>
    public async Task FinishAsync(Guid organizationId, string source, CancellationToken cancel = default)
    {
        await provisioner.ProvisionAsync(organizationId, cancel);
        await units.RunPlatformAsync<bool>(
            async unit =>
            {
                var organization = await unit.Db.Organizations.SingleAsync(o => o.Id == organizationId, cancel);
                if (organization.Status == OrganizationStatus.Active) return true;
                var owner = await unit.Db.Memberships.Where(m => m.OrganizationId == organizationId && m.Role == OrgRole.Owner).OrderBy(m => m.CreatedAt).Select(m => m.UserId).FirstAsync(cancel);
                organization.Status = OrganizationStatus.Active;
                organization.UpdatedAt = time.GetUtcNow();
                await unit.Db.SaveChangesAsync(cancel);
                var inside = await unit.SwitchAsync(OperationContext.New(organization.Tenant, Actor.User(owner), source), cancel);
                var subject = OrgSignals.Organization(organizationId);
                var created = await signals.EmitAsync(inside, OrgSignals.Created, subject, new OrgFact(organizationId), new SignalOptions { DedupeKey = $"org.created:{organizationId}" }, cancel);
                await signals.EmitAsync(
                    inside,
                    OrgSignals.MemberJoined,
                    MemberRows.Person(owner),
                    new MemberFact(owner, OrgRole.Owner),
                    new SignalOptions { Stream = subject.Stream, CausationId = created.Id, DedupeKey = $"org.member.joined:{organizationId}:{owner}" },
                    cancel);
                return true;
            },
            cancel);
    }

    /// <summary>A password an operator chose is theirs to judge; the policy is for what people choose themselves.</summary>
    private static Func<UserManager<User>, User, Task<IdentityResult>> Given(string? password) =>
        (users, user) =>
        {
            if (password is not null) user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            return users.CreateAsync(user);
        };

    private async Task<Result<Registered>> OrganizationAsync(PlatformUnit unit, string slug, string name, User owner, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var organization = new Organization { Slug = slug, Name = name.Trim(), CreatedAt = now, UpdatedAt = now };
        unit.Db.Organizations.Add(organization);
        unit.Db.Memberships.Add(new OrganizationMembership { OrganizationId = organization.Id, UserId = owner.Id, Role = OrgRole.Owner, CreatedAt = now, UpdatedAt = now });
        await unit.Db.SaveChangesAsync(cancel);
        return new Registered(owner.Id, organization.Id);
    }

    private static async Task<string> FreeSlugAsync(PlatformDb db, string wanted, CancellationToken cancel)
    {
        var taken = (await db.Organizations.Where(o => o.Slug.StartsWith(wanted)).Select(o => o.Slug).ToListAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        for (var n = 1; ; n++)
        {
            var slug = n == 1 ? wanted : $"{wanted}_{n}";
            if (!taken.Contains(slug)) return slug;
        }
    }
}

/// <param name="Already">Nothing was changed.</param>
/// <param name="HasPassword">The person can sign in without a link.</param>
public sealed record AddedMember(Guid UserId, string Role, bool Already, bool HasPassword);

public sealed record Registered(Guid UserId, Guid OrganizationId);

public sealed record NewAccount(string Name, string Email, string Password, string Organization)
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (DisplayName.Problem(Name) is { } ofName) yield return new("name", ofName);
        if (EmailAddress.Problem(Email) is { } ofEmail) yield return new("email", ofEmail);
        if (PasswordPolicy.Problem(Password, Email, Name) is { } problem) yield return new("password", problem);
        if (string.IsNullOrWhiteSpace(Organization)) yield return new("organization", "Give your organisation a name.");
        else if (Organization.Trim().Length > 100) yield return new("organization", "Keep the name within 100 characters.");
    }
}
