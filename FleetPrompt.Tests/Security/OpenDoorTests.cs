using System.Net;
using FleetPrompt.Tests.Browser;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Security;

/// <summary>Every route of the running application, tried by who should not come in.</summary>
[Collection(RunningAppCollection.Name)]
public sealed class OpenDoorTests(RunningApp app) : IDisposable
{
    // Where connections are opened that last: nobody goes there to read a page.
    private static readonly string[] Circuits = ["/_blazor", "/hubs"];
    private readonly HttpVisitor visitor = new(app.Origin);

    public void Dispose() => visitor.Dispose();

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in_and_back()
    {
        var paths = app.Endpoints.Where(e => !e.IsOpen() && e.Answers("GET") && !IsCircuit(e.Route())).Select(e => e.Sample()).Distinct().ToList();
        paths.Count.ShouldBeGreaterThan(10);
        foreach (var path in paths)
        {
            var answer = await visitor.GetAsync($"{path}?a=b");
            answer.StatusCode.ShouldBe(HttpStatusCode.Found, path);
            var location = new Uri(app.Origin, answer.Headers.Location!);
            location.Authority.ShouldBe(app.Origin.Authority);
            location.PathAndQuery.ShouldBe($"/login?returnUrl={Uri.EscapeDataString($"{path}?a=b")}");
        }
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_no_circuit()
    {
        foreach (var path in app.Endpoints.Where(e => IsCircuit(e.Route()) && !e.IsOpen()).Select(e => e.Sample()).Distinct())
            ((int)(await visitor.PostAsync(path, [])).StatusCode).ShouldBeInRange(300, 499, path);
    }

    [Fact]
    public async Task No_form_is_taken_without_its_token()
    {
        await visitor.SignInAsync("owner@demo.test", "fleetprompt-demo");
        var fields = new Dictionary<string, string> { ["organisationId"] = $"{Guid.NewGuid()}", ["theme"] = "dark", ["text"] = "x", ["Body"] = "x", ["_handler"] = "reply" };
        var paths = app.Endpoints.Where(e => e.Answers("POST") && !IsCircuit(e.Route()) && e.Route() is not ("/healthz" or "/readyz") && !e.Route().StartsWith("/forum/", StringComparison.Ordinal)).Select(e => e.Sample()).Distinct().ToList();
        paths.Count.ShouldBeGreaterThan(15);
        foreach (var path in paths) (await visitor.PostAsync(path, fields)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        (await visitor.GetAsync("/dashboard")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_cookie_of_a_session_is_for_the_server_alone()
    {
        var answer = await visitor.GetAsync("/login");
        foreach (var cookie in answer.Headers.GetValues("Set-Cookie")) cookie.ShouldContain("httponly", Case.Insensitive);
    }

    private static bool IsCircuit(string route) => Circuits.Any(c => route.StartsWith(c, StringComparison.Ordinal));
}
