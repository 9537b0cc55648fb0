using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace FleetPrompt.Core.Accounts;

/// <summary>
/// Length decides, not composition (NIST SP 800-63B, 5.1.1.2): 12 to 128 characters, and none that is common, repetitive or made of the person's own name or address.
/// </summary>
public sealed class PasswordPolicy : IPasswordValidator<User>
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>Words that long common passwords are built from.</summary>
    private static readonly string[] CommonParts =
    [
        "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t", "1qaz2wsx",
        "iloveyou", "letmein", "welcome", "administrator", "admin", "changeme", "secret", "monkey", "dragon", "football", "baseball", "sunshine",
        "princess", "superman", "trustno1", "master", "login", "abc", "test", "user", "guest", "root", "fleetprompt",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(Problem(password, user.Email, user.DisplayName) is { } problem ? IdentityResult.Failed(new IdentityError { Code = "password", Description = problem }) : IdentityResult.Success);

    /// <summary>What is wrong with the password, or null.</summary>
    public static string? Problem(string? password, params ReadOnlySpan<string?> own)
    {
        if (password is null || password.Length < MinLength) return $"Use at least {MinLength} characters. A few words in a row are easy to remember.";
        if (password.Length > MaxLength) return $"Use at most {MaxLength} characters.";
        if (password.Distinct().Count() < 5) return "This password repeats itself. Use a few different words.";
        var rest = password.ToLowerInvariant();
        foreach (var text in own)
        {
            foreach (var word in (text ?? "").ToLowerInvariant().Split(['@', '.', ' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries))
                if (word.Length >= 3) rest = rest.Replace(word, "", StringComparison.Ordinal);
        }

        foreach (var part in CommonParts) rest = rest.Replace(part, "", StringComparison.Ordinal);
        rest = new string([.. rest.Where(char.IsLetter)]);
        return rest.Length < 4 ? "This password is easy to guess. Use a few words that do not belong together." : null;
    }
}
