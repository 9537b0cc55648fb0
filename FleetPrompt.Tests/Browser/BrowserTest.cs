using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>Tests that look at FleetPrompt in Chromium. Each ends with browsers in which nothing went wrong; a failure leaves a picture of every page in TestResults.</summary>
[Trait("Category", "Browser")]
[Collection(RunningAppCollection.Name)]
public abstract class BrowserTest(RunningApp app, Browsers browsers) : IAsyncLifetime
{
    private readonly List<Visitor> visitors = [];

    protected RunningApp App => app;

    public ValueTask InitializeAsync()
    {
        Browsers.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        var problems = visitors.SelectMany(v => v.Problems).ToList();
        if (failed || problems.Count > 0) await PictureAsync();
        foreach (var visitor in visitors) await visitor.DisposeAsync();
        if (failed) problems.ForEach(p => TestContext.Current.TestOutputHelper?.WriteLine(p));
        else problems.ShouldBeEmpty();
    }

    /// <summary>A browser of its own, signed in as <paramref name="email"/> unless that is null, at another address than the application's if <paramref name="at"/> names one.</summary>
    private protected async Task<Visitor> VisitorAsync(string? email = null, Look look = Look.Light, bool script = true, Uri? at = null)
    {
        var visitor = await browsers.OpenAsync(app, email, look, script, at);
        visitors.Add(visitor);
        return visitor;
    }

    protected static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private async Task PictureAsync()
    {
        var directory = Directory.CreateDirectory("TestResults").FullName;
        var name = string.Concat((TestContext.Current.Test?.TestDisplayName ?? "test").Split(Path.GetInvalidFileNameChars()));
        var number = 0;
        foreach (var page in visitors.SelectMany(v => v.Context.Pages))
        {
            var file = Path.Combine(directory, $"{(name.Length > 150 ? name[^150..] : name)}-{++number}.png");
            try
            {
                await page.ScreenshotAsync(new() { Path = file, FullPage = true, Timeout = 5_000 });
                Tell($"{page.Url} → {file}");
            }
            catch (Exception fault) when (fault is PlaywrightException or TimeoutException)
            {
                Tell($"{page.Url} could not be pictured: {fault.Message}");
            }
        }
    }
}

/// <summary>Tests on the running application, one after another. Half of them are in <see cref="AnotherRunningAppCollection"/>, which runs beside.</summary>
[CollectionDefinition(Name)]
public sealed class RunningAppCollection : ICollectionFixture<RunningApp>, ICollectionFixture<Browsers>
{
    public const string Name = "running application";
}

/// <summary>The other half of the tests, on an application of their own: most of their time they wait for a page.</summary>
[CollectionDefinition(Name)]
public sealed class AnotherRunningAppCollection : ICollectionFixture<RunningApp>, ICollectionFixture<Browsers>
{
    public const string Name = "another running application";
}
