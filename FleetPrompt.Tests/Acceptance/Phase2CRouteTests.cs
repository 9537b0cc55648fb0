using System.Net;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Security;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Acceptance;

/// <summary>The one bullet of phase 2C's testing plan that needs the server.</summary>
[Trait("Category", "Browser")]
[Collection(RunningAppCollection.Name)]
public sealed class Phase2CRouteTests(RunningApp app)
{
    [Fact]
    public async Task Forum_routes_are_gated_by_membership()
    {
        var (harbour, island) = (await app.OrganizationAsync(), await app.OrganizationAsync("Island"));
        var thread = await app.ThreadAsync(harbour);
        string[] routes = ["/forums", "/forums/new", "/forums/categories/new", thread.Path];
        using var nobody = new HttpVisitor(app.Origin);
        using var member = new HttpVisitor(app.Origin);
        using var stranger = new HttpVisitor(app.Origin);
        await member.SignInAsync(harbour.Member, RunningApp.Password);
        await stranger.SignInAsync(island.Owner, RunningApp.Password);

        foreach (var route in routes)
        {
            var answer = await nobody.GetAsync(route);
            (answer.StatusCode, answer.Headers.Location?.AbsolutePath).ShouldBe((HttpStatusCode.Found, "/login"), route);
        }

        (await member.GetAsync(thread.Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await member.GetAsync("/forums/categories/new")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync(thread.Path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
