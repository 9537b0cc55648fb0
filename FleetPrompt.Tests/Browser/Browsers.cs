using Microsoft.Playwright;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>Debian's Chromium, launched at the first visit.</summary>
public sealed class Browsers : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly Dictionary<string, string> sessions = [];
    private IPlaywright? playwright;
    private IBrowser? chromium;

    public static void Require() => Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: apt-get install chromium.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A browser of its own, signed in as <paramref name="email"/> unless that is null: a session of one node is good on all.</summary>
    internal async Task<Visitor> OpenAsync(RunningApp app, string? email, Look look, bool script, Uri? at = null)
    {
        await LaunchAsync();
        if (email is not null && !sessions.ContainsKey(email))
        {
            await using var first = await Visitor.OpenAsync(chromium!, app.Origin, Look.Light, script: true, session: null);
            await first.SignInAsync(email);
            sessions[email] = await first.Context.StorageStateAsync();
        }

        return await Visitor.OpenAsync(chromium!, at ?? app.Origin, look, script, email is null ? null : sessions[email]);
    }

    private async Task LaunchAsync()
    {
        if (chromium is not null) return;
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
    }
}

internal enum Look
{
    Light,
    Dark,
    Phone,
}
