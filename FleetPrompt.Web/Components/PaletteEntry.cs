using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Moderation;

namespace FleetPrompt.Web.Components;

/// <summary>One command of the palette: a link, a button of a form that posts, or what a script of the page does.</summary>
/// <param name="Also">Other words to find it by.</param>
internal sealed record PaletteEntry(string Group, string Icon, string Text, string? Href = null, string? Form = null, string? Name = null, string? Value = null, string? Also = null)
{
    private const string GoTo = "Go to";
    private const string Do = "Do";
    private const string Theme = "Theme";
    private const string Organisation = "Organisation";

    public string Id => $"palette-{Group}-{Text}-{Value}".ToLowerInvariant().Replace(' ', '-');

    public static IEnumerable<PaletteEntry> Of(ShellModel shell)
    {
        foreach (var (text, href) in MainLayout.Nav) yield return new(GoTo, "arrow-right", text, href);
        foreach (var (icon, text, href) in MainLayout.Account(shell.Role)) yield return new(GoTo, icon, text, href, Also: OtherWords(href));
        if (OrgRole.IsAdministrator(shell.Role)) yield return new(GoTo, "flag", "Moderation", ModerationUrls.Queue, Also: "queue flags review spam");
        yield return new(GoTo, "lock", "Password", AppUrls.Password, Also: "account sessions");
        if (OrgRole.IsAdministrator(shell.Role)) yield return new(GoTo, "arrow-right", "Parked deliveries", AppUrls.Parked, Also: "signals failed handlers replay");
        yield return new(Do, "plus", "New thread", AppUrls.NewThread, Also: "write ask post");
        if (OrgRole.IsAdministrator(shell.Role)) yield return new(Do, "plus", "New category", AppUrls.NewCategory);
        yield return new(Do, "keyboard", "Keyboard shortcuts", Also: "keys help");
        yield return new(Do, "sign-out", "Sign out", Form: "palette-leave", Also: "log out leave");
        foreach (var (icon, text) in new[] { ("sun", "Light"), ("moon", "Dark"), ("monitor", "System") })
            yield return new(Theme, icon, $"{text} theme", Form: "palette-theme", Name: "theme", Value: text.ToLowerInvariant(), Also: "colours mode switch");
        foreach (var (id, name) in shell.Organisations.Where(o => o.Id != shell.OrgId))
            yield return new(Organisation, "building", $"Switch to {name}", Form: "palette-org", Name: "organisationId", Value: $"{id}", Also: "organisation");
    }

    private static string OtherWords(string href) =>
        href switch
        {
            AppUrls.Members => "invite roles",
            AppUrls.People => "members directory names",
            AppUrls.Drafts => "unfinished texts",
            AppUrls.Bookmarks => "saved posts reminders",
            AppUrls.Data => "export history retention",
            AppUrls.Admin => "runners schedulers migrations operators",
            _ => "account",
        };
}
