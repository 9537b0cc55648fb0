using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Accounts;

/// <summary>Who looks after the installation. Made on the command line only: nobody becomes one from within.</summary>
public sealed class Operators(IUnits units, SecurityLog security, TimeProvider time)
{
    public async Task<bool> IsOperatorAsync(Guid userId, CancellationToken cancel = default) =>
        (await units.RunPlatformAsync<bool>(async unit => await unit.Db.Set<PlatformOperator>().AnyAsync(o => o.UserId == userId, cancel), cancel)).Value;

    /// <summary>False when the person is one already. Errors: <see cref="NotFound"/> (nobody has that address).</summary>
    public Task<Result<bool>> AddAsync(string email, CancellationToken cancel = default) =>
        units.RunPlatformAsync<bool>(
            async unit =>
            {
                var user = await unit.Services.GetRequiredService<UserManager<User>>().FindByEmailAsync(email.Trim());
                if (user is null) return new NotFound($"Nobody has an account with the address {email.Trim()}. Make one first: ./fleet user add {email.Trim()} --org SLUG");
                var operators = unit.Db.Set<PlatformOperator>();
                if (await operators.AnyAsync(o => o.UserId == user.Id, cancel)) return false;
                operators.Add(new PlatformOperator { UserId = user.Id, AddedAt = time.GetUtcNow() });
                security.Add(unit, SecurityEvent.OperatorAdded, user.Id, Sources.Cli);
                await unit.Db.SaveChangesAsync(cancel);
                return true;
            },
            cancel);
}
