using Bunit;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Components;

public sealed class ErrorPageTests : BunitContext
{
    [Theory]
    [InlineData(500, "GET", "/timeline", "/timeline?name=a")]
    [InlineData(500, "GET", "//evil.example", "/")]
    [InlineData(500, "POST", "/forums/new", null)]
    [InlineData(409, "GET", "/timeline", null)]
    public void Retry_asks_for_the_same_page_again_where_that_is_harmless(int code, string method, string path, string? again)
    {
        var page = Show(code, method, path);

        page.FindAll("a").Select(a => a.GetAttribute("href")).ShouldBe(again is null ? [] : [again]);
        page.Find("h1").TextContent.ShouldNotBeEmpty();
        page.Find(".fp-error-request").TextContent.ShouldContain("req-1");
    }

    [Fact]
    public void Who_is_not_signed_in_is_not_sent_to_the_forums_from_what_is_not_there()
    {
        var page = Show(404, "GET", "/nowhere");

        page.Find("h1").TextContent.ShouldBe("There is nothing here");
        page.Find("a").GetAttribute("href").ShouldBe("/");
    }

    private IRenderedComponent<ErrorPage> Show(int code, string method, string path)
    {
        Services.AddSingleton<ITenantDirectory, Nobody>();
        var http = new DefaultHttpContext { TraceIdentifier = "req-1" };
        http.Request.Method = method;
        http.Request.QueryString = new QueryString("?name=a");
        http.Features.Set<IExceptionHandlerPathFeature>(new ExceptionHandlerFeature { Path = path, Error = new InvalidOperationException() });
        return Render<ErrorPage>(p => p.Add(e => e.Code, code).AddCascadingValue<HttpContext>(http));
    }

    private sealed class Nobody : ITenantDirectory
    {
        public Task<IReadOnlyList<TenantRef>> AllAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<MembershipView>> MembershipsAsync(Guid userId, CancellationToken cancel) => Task.FromResult<IReadOnlyList<MembershipView>>([]);

        public Task<AccountView?> AccountAsync(Guid userId, CancellationToken cancel) => Task.FromResult<AccountView?>(null);

        public Task<TenantRef?> FindAsync(string slug, CancellationToken cancel) => Task.FromResult<TenantRef?>(null);

        public Task<TenantRef?> FindAsync(int tenantId, CancellationToken cancel) => Task.FromResult<TenantRef?>(null);
    }
}
