using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Accounts;

/// <summary>Makes accounts, within the unit of what they are made for.</summary>
public sealed class NewUsers(SecurityLog log, TimeProvider time)
{
    /// <summary>Errors: <see cref="Invalid"/>. Whether an address has an account already is not told apart from other refusals of it.</summary>
    public async Task<Result<User>> CreateAsync(
        PlatformUnit unit,
        string name,
        string email,
        string source,
        Func<UserManager<User>, User, Task<IdentityResult>> create,
        CancellationToken cancel)
    {
        var users = unit.Services.GetRequiredService<UserManager<User>>();
        var user = new User { Id = Guid.CreateVersion7(), DisplayName = DisplayName.Clean(name), Email = email.Trim(), UserName = email.Trim(), CreatedAt = time.GetUtcNow() };
        var created = await create(users, user);
        if (created.Succeeded)
        {
            log.Add(unit, SecurityEvent.Registered, user.Id, source);
            await unit.Db.SaveChangesAsync(cancel);
            return user;
        }

        var problem = created.Errors.FirstOrDefault(e => e.Code == "password");
        return problem is not null
            ? new Invalid("password", problem.Description)
            : new Invalid("email", "This e-mail address cannot be registered. If it is yours already, sign in instead.");
    }
}
