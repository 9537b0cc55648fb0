using FleetPrompt.Data;
using FleetPrompt.Web;
using FleetPrompt.Web.Operations;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Security;

public sealed class EndpointTests : IAsyncDisposable
{
    // Whoever adds a line here opens a door: it stands before the sign-in.
    private static readonly string[] OpenPages = ["/", "/login", "/register", "/invite/{Token}", "/error/{Code:int}", "/logout", "/theme", "/unsubscribe", "/unsubscribe/confirm", "/healthz", "/readyz"];

    // Open to who is signed in but has lost the current organisation.
    private static readonly string[] ForSignedIn = ["/org/select"];

    private readonly WebApplication app = FleetPromptApp.Build(
        new AppSettings(),
        new Database(services => services.AddData("Host=nowhere.invalid;Database=none;Username=none", "Host=nowhere.invalid;Database=none;Username=none"), null));

    private IEnumerable<RouteEndpoint> All => Endpoints.Of(app);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public void What_is_open_to_everybody_is_on_the_list() =>
        All.Where(e => e.IsOpen() && !IsAsset(e)).Select(e => e.Route()).Distinct().Order().ShouldBe(OpenPages.Order());

    [Fact]
    public async Task Everything_else_requires_a_member()
    {
        var policies = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        foreach (var endpoint in All.Where(e => !e.IsOpen() && !ForSignedIn.Contains(e.Route())))
        {
            var policy = await AuthorizationPolicy.CombineAsync(policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>())
                ?? await policies.GetFallbackPolicyAsync();
            policy.ShouldNotBeNull(endpoint.Route()).Requirements.ShouldContain(r => r is MemberRequirement, endpoint.Route());
        }
    }

    [Fact]
    public async Task Switching_the_organisation_requires_a_session()
    {
        var policies = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        foreach (var endpoint in All.Where(e => ForSignedIn.Contains(e.Route())))
        {
            var policy = await AuthorizationPolicy.CombineAsync(policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
            policy.ShouldNotBeNull().Requirements.ShouldContain(r => r is Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement);
        }
    }

    private static bool IsAsset(RouteEndpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor");
}
