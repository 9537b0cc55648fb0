using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;

namespace FleetPrompt.Web.Components;

public partial class MainLayout
{
    /// <summary>The pages that every member has in the bar, and in the command palette.</summary>
    internal static readonly (string Text, string Href)[] Nav =
        [("Dashboard", "/dashboard"), ("Forums", "/forums"), ("Marketplace", "/marketplace"), ("Agents", "/agents"), ("Timeline", "/timeline"), ("Signals", "/signals"), ("Directives", "/directives")];

    /// <summary>The pages of the account menu; the command palette has them too.</summary>
    internal static IEnumerable<(string Icon, string Text, string Href)> Account(string role)
    {
        yield return ("user", "Profile", AppUrls.Profile);
        yield return ("bookmark", "Bookmarks", AppUrls.Bookmarks);
        yield return ("pencil", "Drafts", AppUrls.Drafts);
        yield return ("users", "People", AppUrls.People);
        yield return ("users", "Members", AppUrls.Members);
        yield return ("settings", "Settings", AppUrls.Settings);
        if (role == OrgRole.Owner) yield return ("download", "Data", AppUrls.Data);
        if (OrgRole.IsAdministrator(role)) yield return ("shield", "Admin", AppUrls.Admin);
    }

    [CascadingParameter] private ShellModel? Shell { get; set; }

    [CascadingParameter] private FlashMessage? Flash { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    /// <summary>This page as it was asked for, though another may answer in its place.</summary>
    private string Path =>
        Http?.Features.Get<IStatusCodeReExecuteFeature>() is { } asked ? asked.OriginalPath + asked.OriginalQueryString : "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

    /// <summary>This page without its fragment: with a base address set, "#main" alone would lead to the start page.</summary>
    private string Here => Path.Split('#')[0];

    private string FlashIcon => Flash?.Tone switch { "success" => "check-circle", "warning" or "error" => "alert", _ => "message" };

    private bool IsHere(string href)
    {
        var path = Path.Split('?', '#')[0];
        return path == href || path.StartsWith(href + "/", StringComparison.Ordinal);
    }
}
