using Microsoft.Playwright;

namespace FleetPrompt.Tests.Browser;

/// <summary>What tests do on the pages of the Mattermost digest.</summary>
internal static class DigestPages
{
    public const string Package = "/marketplace/mattermost_daily_ops_digest";

    /// <summary>A field of a package's configuration, with its label and what is wrong with it.</summary>
    public static ILocator Field(this IPage page, string name) => page.Locator($"[data-testid=config-field][data-field={name}]");

    public static ILocator Input(this IPage page, string name) => page.Locator($"#config-{name}");

    public static ILocator Execution(this IPage page) => page.Mark("execution-row").First;

    public static Task NextAsync(this IPage page) => page.Mark("install-next").ClickAsync();

    /// <summary>From the package's page to the first step that asks for something.</summary>
    public static async Task ToConfigurationAsync(this IPage page)
    {
        await page.GoAsync(Package);
        await page.Mark("package-install").ClickAsync();
        await page.NextAsync();
        await page.Mark("install-grant").CheckAsync();
        await page.NextAsync();
    }

    /// <summary>Follows the way that the configuration offers to a connection, and comes back.</summary>
    public static async Task ConnectAsync(this IPage page, Uri webhook)
    {
        await page.Mark("config-connect").ClickAsync();
        await page.Mark("credential-webhook").FillAsync(webhook.AbsoluteUri);
        await page.Mark("credential-submit").ClickAsync();
        await page.Field("mattermost_credential_id").WaitForAsync();
    }

    /// <summary>From the step that tries the connection to the page of what is installed. Returns its path.</summary>
    public static async Task<string> ConfirmInstallAsync(this IPage page)
    {
        await page.NextAsync();
        await page.Mark("install-confirm").ClickAsync();
        await page.WaitForURLAsync("**/installations/*");
        await page.Locator("[data-testid=installation-status][data-status=installed]").WaitForAsync();
        return new Uri(page.Url).AbsolutePath;
    }
}
