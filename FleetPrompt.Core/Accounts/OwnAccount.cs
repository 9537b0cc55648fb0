using System.Net;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Accounts;

/// <summary>What people change about themselves.</summary>
public sealed class OwnAccount(IUnits units, SignInThrottle throttle, SecurityLog log)
{
    /// <summary>Errors: <see cref="Invalid"/>.</summary>
    public Task<Result<string>> RenameAsync(Guid userId, string name, CancellationToken cancel = default) =>
        units.RunPlatformAsync<string>(
            async unit =>
            {
                if (DisplayName.Problem(name) is { } problem) return new Invalid("name", problem);
                if (await Impersonation.ProblemAsync(unit.Db, userId, name, cancel) is { } taken) return new Invalid("name", taken);
                var user = await unit.Db.Users.SingleAsync(u => u.Id == userId, cancel);
                user.DisplayName = DisplayName.Clean(name);
                await unit.Db.SaveChangesAsync(cancel);
                return user.DisplayName;
            },
            cancel);

    /// <summary>A new password, which ends every session that was opened before. Guessing the current one is slowed as at sign-in. Errors: <see cref="Invalid"/>, <see cref="Throttled"/>.</summary>
    public async Task<Result<User>> ChangePasswordAsync(Guid userId, string current, string next, IPAddress? address, CancellationToken cancel = default)
    {
        var account = $"password-of:{userId}";
        var counted = await throttle.TryAsync(account, address, cancel);
        if (!counted.IsOk) return counted.Error!;
        var changed = await units.RunPlatformAsync<User>(
            async unit =>
            {
                var users = unit.Services.GetRequiredService<UserManager<User>>();
                var user = await users.FindByIdAsync(userId.ToString());
                if (user is null || !await users.CheckPasswordAsync(user, current)) return new Invalid("current", "This is not your current password.");
                if (current == next) return new Invalid("password", "This is the password you have. Choose another one.");
                log.Add(unit, SecurityEvent.PasswordChanged, userId, Sources.Web);
                var done = await users.ChangePasswordAsync(user, current, next);
                return done.Succeeded ? user : new Invalid("password", done.Errors.First().Description);
            },
            cancel);
        if (changed.Error is not Invalid { Problems: [{ Field: "current" }] }) await throttle.ForgiveAsync(counted.Value, cancel);
        return changed;
    }
}
