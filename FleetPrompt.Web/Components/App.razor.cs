using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace FleetPrompt.Web.Components;

public partial class App
{
    private static readonly (string Theme, string File)[] RadzenFiles =
        [("light", "standard-base"), ("light", "standard-wcag"), ("dark", "standard-dark-base"), ("dark", "standard-dark-wcag")];

    private static readonly string[] OwnFiles = ["tokens", "app", "shell", "forum", "posting", "code", "timeline", "settings", "packages", "moderation", "palette", "notifications"];

    [CascadingParameter] private HttpContext? HttpContext { get; set; }

    /// <summary>The person's choice; anything else in the cookie counts as "follow the system".</summary>
    private string Theme => HttpContext?.Request.Cookies["fp-theme"] is "light" or "dark" ? HttpContext.Request.Cookies["fp-theme"]! : "system";

    private string MediaFor(string sheet) =>
        Theme == "system" ? $"(prefers-color-scheme: {sheet})" : Theme == sheet ? "all" : "not all";
}
