using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Accounts;

public sealed class AccountsOptions : IValidatableObject
{
    /// <summary>The environment variable that sets <see cref="Registration"/> over everything else.</summary>
    public const string RegistrationVariable = "FLEETPROMPT_REGISTRATION";

    /// <summary>Who may make an account: <c>open</c> (anybody, with an organisation of their own), <c>invite</c> (who was invited) or <c>closed</c> (only an operator makes them).</summary>
    public string Registration { get; set; } = RegistrationMode.Open;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!RegistrationMode.All.Contains(Registration))
            yield return new($"Accounts:Registration ({RegistrationVariable}): '{Registration}' is not a mode of registration. Use {string.Join(", ", RegistrationMode.All)}.", [nameof(Registration)]);
    }
}

public static class RegistrationMode
{
    public const string Open = "open";
    public const string Invite = "invite";
    public const string Closed = "closed";

    public static readonly IReadOnlyList<string> All = [Open, Invite, Closed];
}
