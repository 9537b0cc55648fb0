using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Components;

public partial class MainLayout
{
    private static readonly (string Text, string Href)[] Nav =
        [("Dashboard", "/dashboard"), ("Forums", "/forums"), ("Timeline", "/timeline"), ("Signals", "/signals"), ("Directives", "/directives")];

    [CascadingParameter] private ShellModel? Shell { get; set; }

    [CascadingParameter] private FlashMessage? Flash { get; set; }

    private string Path => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

    /// <summary>This page without its fragment: with a base address set, "#main" alone would lead to the start page.</summary>
    private string Here => Path.Split('#')[0];

    private string FlashIcon => Flash?.Tone switch { "success" => "check-circle", "warning" or "error" => "alert", _ => "message" };

    private bool IsHere(string href)
    {
        var path = Path.Split('?', '#')[0];
        return path == href || path.StartsWith(href + "/", StringComparison.Ordinal);
    }
}
