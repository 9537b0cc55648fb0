using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace FleetPrompt.Tests.Browser;

/// <summary>One person at one browser, and everything that went wrong in it.</summary>
internal sealed class Visitor(IBrowserContext context, Uri origin) : IAsyncDisposable
{
    // What browsers write on their own about an answer that the test asks for; a missing file of ours is told by its response.
    private const string Refusal = "Failed to load resource: the server responded with a status of 4";

    private const string Watch = "document.addEventListener('securitypolicyviolation', e => console.error('CSP violation: ' + e.violatedDirective + ' ' + e.blockedURI));";

    private readonly ConcurrentQueue<string> problems = new();

    public IBrowserContext Context => context;

    public IPage Page { get; private set; } = null!;

    public IEnumerable<string> Problems => problems;

    /// <summary>The test takes the network away itself.</summary>
    public bool ExpectsToBeOffline { get; set; }

    public static async Task<Visitor> OpenAsync(IBrowser browser, Uri origin, Look look, bool script, string? session)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = origin.ToString(),
            ColorScheme = look == Look.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = look == Look.Phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 900 },
            JavaScriptEnabled = script,
            StorageState = session,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var visitor = new Visitor(context, origin);
        context.SetDefaultTimeout(30_000);
        await context.AddInitScriptAsync(Watch);
        context.Console += (_, message) => visitor.Note(message.Type is "error" or "warning" && !message.Text.StartsWith(Refusal, StringComparison.Ordinal), $"console {message.Type}: {message.Text}");
        context.WebError += (_, error) => visitor.Note(true, $"page error: {error.Error}");
        context.Dialog += (_, dialog) =>
        {
            visitor.Note(true, $"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        context.Response += (_, response) => visitor.Note(response.Status >= 500 || (response.Status >= 400 && visitor.IsAsset(response.Url)), $"{response.Status} {response.Url}");
        visitor.Page = await context.NewPageAsync();
        return visitor;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    public async Task SignInAsync(string email)
    {
        await Page.GotoAsync("/login");
        await Page.Mark("login-email").FillAsync(email);
        await Page.Mark("login-password").FillAsync(email.EndsWith("@demo.test", StringComparison.Ordinal) || email.EndsWith("@acme.test", StringComparison.Ordinal) ? "fleetprompt-demo" : RunningApp.Password);
        await Page.Mark("login-submit").ClickAsync();
        await Page.WaitForURLAsync("**/dashboard");
    }

    /// <summary>Opens a page and waits until its islands are live.</summary>
    public Task<IResponse> GoAsync(string path) => Page.GoAsync(path);

    private void Note(bool wrong, string what)
    {
        if (wrong && !ExpectsToBeOffline) problems.Enqueue(what);
    }

    private bool IsAsset(string url) =>
        new Uri(url) is var at && at.Authority == origin.Authority && new[] { "/css/", "/js/", "/_framework/", "/_content/", "/favicon" }.Any(a => at.AbsolutePath.StartsWith(a, StringComparison.Ordinal));
}
