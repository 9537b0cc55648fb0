namespace FleetPrompt.Core.Tenancy;

/// <summary>The three roles of a membership, and what each may see.</summary>
public static class OrgRole
{
    public const string Owner = "owner";
    public const string Admin = "admin";
    public const string Member = "member";

    public static readonly IReadOnlyList<string> All = [Owner, Admin, Member];

    /// <summary>Who may moderate and create categories unless a directive says otherwise.</summary>
    public static readonly IReadOnlyList<string> Administrators = [Owner, Admin];

    public static bool IsAdministrator(string? role) => role is Owner or Admin;

    /// <summary>The widest <see cref="Visibility"/> that <paramref name="role"/> sees; null sees nothing.</summary>
    public static Visibility? Sees(string? role) =>
        role switch
        {
            Owner or Admin => Visibility.Admins,
            Member => Visibility.Members,
            _ => null,
        };
}

/// <summary>Who may see a fact. Ordered: each level sees what stands before it.</summary>
public enum Visibility
{
    Members = 0,
    Moderators = 1,
    Admins = 2,
}

public static class Visibilities
{
    public static string Name(this Visibility visibility) => visibility.ToString().ToLowerInvariant();

    public static IReadOnlyList<string> UpTo(Visibility widest) => [.. Enum.GetValues<Visibility>().Where(v => v <= widest).Select(Name)];
}
