using FleetPrompt.Tests.Browser;
using FleetPrompt.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Security;

[Collection(RunningAppCollection.Name)]
public sealed class HeaderTests(RunningApp app)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/dashboard")]
    [InlineData("/nowhere")]
    [InlineData("/error/500")]
    [InlineData("/css/app.css")]
    [InlineData("/healthz")]
    public async Task Every_answer_carries_the_rules_for_browsers(string path)
    {
        using var visitor = new HttpVisitor(app.Origin);

        var answer = await visitor.GetAsync(path);

        ShouldCarryTheRules(answer);
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task The_answer_to_a_fault_carries_them_too()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var faulty = builder.Build();
        faulty.UseSecurityHeaders();
        faulty.UseExceptionHandler(handler => handler.Run(http => http.Response.WriteAsync("sorry")));
        faulty.Run(_ => throw new InvalidOperationException("on purpose"));
        await faulty.StartAsync(TestContext.Current.CancellationToken);
        using var visitor = new HttpVisitor(new Uri(faulty.Urls.Single()));

        var answer = await visitor.GetAsync("/");

        ((int)answer.StatusCode).ShouldBe(500);
        ShouldCarryTheRules(answer);
    }

    private static void ShouldCarryTheRules(HttpResponseMessage answer)
    {
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
    }
}
