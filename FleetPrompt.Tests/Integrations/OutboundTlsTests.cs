using System.Security.Cryptography.X509Certificates;
using FleetPrompt.Core.Integrations.Outbound;
using Shouldly;
using Xunit;
using static FleetPrompt.Core.Integrations.Outbound.OutboundOutcome;

namespace FleetPrompt.Tests.Integrations;

/// <summary>A server that cannot show who it is gets nothing.</summary>
public sealed class OutboundTlsTests : IDisposable
{
    private readonly Authority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task A_server_with_a_good_certificate_is_called()
    {
        await using var server = Serving(authority.Issue("chat.test"));

        var answer = (await SendAsync(server)).ShouldBeOfType<Answered>();

        answer.Status.ShouldBe(200);
        server.Requests.ShouldHaveSingleItem().ShouldStartWith("POST /hooks/canary HTTP/1.1\r\n");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_before_anything_is_sent()
    {
        await using var server = Serving(authority.Issue("other.test"));

        (await SendAsync(server)).ShouldBeOfType<NotSent>().Reason.ShouldContain("its certificate is for another name");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_nobody_known_has_signed_is_refused_before_anything_is_sent()
    {
        using var stranger = new Authority();
        await using var server = Serving(stranger.Issue("chat.test"));

        (await SendAsync(server)).ShouldBeOfType<NotSent>().Reason.ShouldContain("its certificate is not trusted");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_out_of_date_is_refused_before_anything_is_sent()
    {
        await using var server = Serving(authority.Issue("chat.test", until: DateTimeOffset.UtcNow.AddDays(-1)));

        (await SendAsync(server)).ShouldBeOfType<NotSent>().Reason.ShouldContain("its certificate is not trusted");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_does_not_speak_TLS_gets_nothing()
    {
        await using var server = new LocalServer(visit => visit.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));

        (await SendAsync(server)).ShouldBeOfType<NotSent>().Reason.ShouldContain("No secure connection");
    }

    /// <summary>Where a certificate says that more of its chain may be had, nobody has judged. Fails when certificates may be downloaded (tried).</summary>
    [Fact]
    public async Task Nobody_goes_where_a_certificate_says_its_issuer_is_found()
    {
        await using var elsewhere = LocalServer.Answering(200);
        using var between = authority.Intermediate();
        await using var server = Serving(between.Issue("chat.test", issuerAt: $"http://127.0.0.1:{elsewhere.Port}/issuer.cer"));

        (await SendAsync(server)).ShouldBeOfType<NotSent>();
        elsewhere.Connections.ShouldBe(0);
    }

    private static LocalServer Serving(X509Certificate2 certificate) =>
        new(async visit =>
        {
            await visit.SecureAsync(certificate);
            await visit.ReadAsync();
            await visit.AnswerAsync(200, "ok");
        });

    private async Task<OutboundOutcome> SendAsync(LocalServer server)
    {
        var policy = Outbounds.Local(server.Port);
        var client = new OutboundClient(policy, Outbounds.Names("127.0.0.1"), TimeProvider.System) { Roots = [authority.Certificate] };
        return await client.SendAsync(Outbounds.Post($"https://chat.test:{server.Port}/hooks/canary", policy), TestContext.Current.CancellationToken);
    }
}
