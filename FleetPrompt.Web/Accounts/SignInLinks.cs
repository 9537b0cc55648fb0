using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace FleetPrompt.Web.Accounts;

/// <summary>Links that let a person choose a password and come in, once, until they expire.</summary>
public sealed class SignInLinks(UserManager<User> users, IUnits units, SecurityLog log, IDataProtectionProvider protection)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("FleetPrompt.SignInLink").ToTimeLimitedDataProtector();

    public async Task<string> IssueAsync(Guid userId, Guid organizationId)
    {
        var user = await users.FindByIdAsync(userId.ToString()) ?? throw new InvalidOperationException($"There is no user {userId}.");
        var ticket = new Ticket(userId, organizationId, await users.GeneratePasswordResetTokenAsync(user));
        return protector.Protect(JsonSerializer.Serialize(ticket), Lifetime);
    }

    /// <summary>Whom the link is for; null when it is not a link of ours, has expired or was used.</summary>
    public async Task<(User User, Guid OrganizationId)?> OpenAsync(string token) => await ReadAsync(token) is { } open ? (open.User, open.Ticket.OrganizationId) : null;

    /// <summary>Sets the password, which uses the link up. Errors: <see cref="Invalid"/>, <see cref="NotFound"/>.</summary>
    public async Task<Result<(User User, Guid OrganizationId)>> RedeemAsync(string token, string password)
    {
        if (await ReadAsync(token) is not { } open) return new NotFound("This link has expired or was used already. Ask for a new one.");
        return await units.RunPlatformAsync<(User User, Guid OrganizationId)>(async unit =>
        {
            var inside = unit.Services.GetRequiredService<UserManager<User>>();
            var user = await inside.FindByIdAsync(open.Ticket.UserId.ToString());
            log.Add(unit, SecurityEvent.PasswordChanged, open.Ticket.UserId, Sources.Web);
            var reset = await inside.ResetPasswordAsync(user!, open.Ticket.Code, password);
            return reset.Succeeded
                ? (user!, open.Ticket.OrganizationId)
                : reset.Errors.FirstOrDefault(e => e.Code == "password") is { } problem
                    ? new Invalid("password", problem.Description)
                    : new NotFound("This link has expired or was used already. Ask for a new one.");
        });
    }

    private async Task<(User User, Ticket Ticket)?> ReadAsync(string token)
    {
        try
        {
            var ticket = JsonSerializer.Deserialize<Ticket>(protector.Unprotect(token))!;
            var user = await users.FindByIdAsync(ticket.UserId.ToString());
            var unused = user is not null && await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<User>.ResetPasswordTokenPurpose, ticket.Code);
            return unused ? (user!, ticket) : null;
        }
        catch (Exception fault) when (fault is System.Security.Cryptography.CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    private sealed record Ticket(Guid UserId, Guid OrganizationId, string Code);
}
