using System.Net.Mail;

namespace FleetPrompt.Core.Accounts;

/// <summary>One plain address, without a name or a list around it.</summary>
public static class EmailAddress
{
    public const int MaxLength = 200;

    public static string? Problem(string? email) =>
        MailAddress.TryCreate(email, out var address) && address.Address == email!.Trim() && email.Length <= MaxLength ? null : "Enter an e-mail address, like ana@example.org.";
}
