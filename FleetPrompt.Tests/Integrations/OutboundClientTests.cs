using System.IO.Pipelines;
using System.Net;
using System.Text;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Live;
using Shouldly;
using Xunit;
using static FleetPrompt.Core.Integrations.Outbound.OutboundOutcome;

namespace FleetPrompt.Tests.Integrations;

/// <summary>Where requests go, and what is taken of the answers; against real sockets.</summary>
public sealed class OutboundClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_arrives_as_it_is_and_its_answer_comes_back()
    {
        await using var server = LocalServer.Answering(418, "ok", "Retry-After: 90");
        var policy = Outbounds.Local(server.Port);

        var outcome = await Outbounds.Client(policy).SendAsync(Outbounds.Post($"http://127.0.0.1:{server.Port}/hooks/key?a=b", policy), Cancel);

        var answer = outcome.ShouldBeOfType<Answered>();
        answer.Status.ShouldBe(418);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("ok");
        answer.Truncated.ShouldBeFalse();
        answer.RetryAfter.ShouldBe(TimeSpan.FromSeconds(90));
        var request = server.Requests.ShouldHaveSingleItem();
        request.ShouldStartWith($"POST /hooks/key?a=b HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\n");
        request.ShouldContain("Content-Type: application/json; charset=utf-8\r\n");
        request.ShouldEndWith("""{"text":"hello"}""");
        foreach (var header in new[] { "traceparent", "Cookie", "Authorization", "Expect", "Accept-Encoding" }) request.ShouldNotContain(header, Case.Insensitive);
    }

    [Fact]
    public async Task A_token_goes_with_the_request_and_is_printed_nowhere()
    {
        await using var server = LocalServer.Answering(200);
        var policy = Outbounds.Local(server.Port);
        var request = OutboundRequest.Get(OutboundUrl.Parse($"http://127.0.0.1:{server.Port}/secret-path", policy).ShouldBeOk(), new Secret("canary-token"));

        await Outbounds.Client(policy).SendAsync(request, Cancel);

        server.Requests.ShouldHaveSingleItem().ShouldContain("Authorization: Bearer canary-token\r\n");
        request.ToString().ShouldBe($"GET http://127.0.0.1:{server.Port}/…");
    }

    /// <summary>Fails when redirects are followed (tried).</summary>
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_an_answer_and_is_not_followed(int status)
    {
        await using var target = LocalServer.Answering(200, "ok");
        await using var server = LocalServer.Answering(status, "", $"Location: http://127.0.0.1:{target.Port}/elsewhere");
        var policy = Outbounds.Local(server.Port, target.Port);

        var outcome = await Outbounds.Client(policy).SendAsync(Outbounds.Post($"http://127.0.0.1:{server.Port}/", policy), Cancel);

        outcome.ShouldBeOfType<Answered>().Status.ShouldBe(status);
        server.Connections.ShouldBe(1);
        target.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Cookies_are_not_kept_and_a_connection_is_not_used_again()
    {
        await using var server = LocalServer.Answering(200, "ok", "Set-Cookie: a=b; Path=/");
        var policy = Outbounds.Local(server.Port);
        var client = Outbounds.Client(policy);

        for (var i = 0; i < 2; i++) (await client.SendAsync(Outbounds.Get($"http://127.0.0.1:{server.Port}/", policy), Cancel)).ShouldBeOfType<Answered>();

        server.Connections.ShouldBe(2);
        server.Requests.ShouldAllBe(r => !r.Contains("Cookie") && r.Contains("Connection: close"));
    }

    /// <summary>Fails when the name is looked up once more by whoever connects, or addresses are judged only when an address is saved (tried).</summary>
    [Fact]
    public async Task A_name_that_leads_elsewhere_the_second_time_is_judged_the_second_time()
    {
        await using var first = LocalServer.Answering(200, "ok");
        await using var second = LocalServer.Answering(200, "ok", address: "127.0.0.2", port: first.Port);
        var policy = Outbounds.Policy(["first=127.0.0.1/32"], [first.Port]);
        var asked = 0;
        var client = Outbounds.Client(policy, (_, _) => Task.FromResult(new[] { IPAddress.Parse(++asked == 1 ? "127.0.0.1" : "127.0.0.2") }));
        var request = Outbounds.Post($"http://chat.test:{first.Port}/", policy);

        (await client.SendAsync(request, Cancel)).ShouldBeOfType<Answered>();
        asked.ShouldBe(1);
        first.Connections.ShouldBe(1);

        var refused = (await client.SendAsync(request, Cancel)).ShouldBeOfType<Refused>();
        asked.ShouldBe(2);
        refused.Address.ShouldBe(IPAddress.Parse("127.0.0.2"));
        first.Connections.ShouldBe(1);
        second.Connections.ShouldBe(0);
    }

    /// <summary>Fails when only the address that is connected to first is judged (tried).</summary>
    [Fact]
    public async Task One_bad_address_among_good_ones_is_enough_to_refuse_a_name()
    {
        await using var server = LocalServer.Answering(200, "ok");
        var policy = Outbounds.Policy(["first=127.0.0.1/32"], [server.Port]);
        var client = Outbounds.Client(policy, Outbounds.Names("127.0.0.1", "169.254.169.254"));

        var refused = (await client.SendAsync(Outbounds.Post($"http://chat.test:{server.Port}/", policy), Cancel)).ShouldBeOfType<Refused>();

        refused.Address.ShouldBe(IPAddress.Parse("169.254.169.254"));
        refused.Reason.ShouldContain("cloud");
        server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task By_http_a_name_must_lead_to_a_named_network()
    {
        var policy = Outbounds.Local(8065);
        var client = Outbounds.Client(policy, Outbounds.Names("8.8.8.8"));

        (await client.SendAsync(Outbounds.Post("http://chat.test:8065/", policy), Cancel)).ShouldBeOfType<Refused>().Reason.ShouldContain("Use https");
    }

    [Fact]
    public async Task The_next_address_is_tried_where_one_does_not_answer()
    {
        await using var server = LocalServer.Answering(200, "ok", address: "127.0.0.2");
        var policy = Outbounds.Local(server.Port);
        var client = Outbounds.Client(policy, Outbounds.Names("127.0.0.1", "127.0.0.2"));

        (await client.SendAsync(Outbounds.Post($"http://chat.test:{server.Port}/", policy), Cancel)).ShouldBeOfType<Answered>();
    }

    /// <summary>Fails when more than the cap is read (tried).</summary>
    [Fact]
    public async Task Of_a_long_answer_only_so_much_is_read()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            await visit.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            try
            {
                for (var i = 0; i < 4000; i++) await visit.WriteAsync($"1000\r\n{new string('x', 0x1000)}\r\n");
                await visit.WriteAsync("0\r\n\r\n");
            }
            finally
            {
                gone.SetResult();
            }
        });
        var policy = Outbounds.Local(server.Port);

        var answer = (await Outbounds.Client(policy).SendAsync(Outbounds.Get($"http://127.0.0.1:{server.Port}/", policy), Cancel)).ShouldBeOfType<Answered>();

        answer.Body.Length.ShouldBe(OutboundClient.MaxBody);
        answer.Truncated.ShouldBeTrue();
        await gone.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task An_answer_of_just_the_cap_is_whole()
    {
        await using var server = LocalServer.Answering(200, new string('x', OutboundClient.MaxBody));
        var policy = Outbounds.Local(server.Port);

        var answer = (await Outbounds.Client(policy).SendAsync(Outbounds.Get($"http://127.0.0.1:{server.Port}/", policy), Cancel)).ShouldBeOfType<Answered>();

        answer.Body.Length.ShouldBe(OutboundClient.MaxBody);
        answer.Truncated.ShouldBeFalse();
    }

    [Fact]
    public async Task What_drips_is_read_until_the_time_is_over()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        using var end = new CancellationTokenSource();
        var reading = BoundedBody.ReadAsync(_ => Task.FromResult(pipe.Reader.AsStream()), 100, end.Token);

        await pipe.Writer.WriteAsync("o"u8.ToArray(), Cancel);
        await pipe.Writer.WriteAsync("k"u8.ToArray(), Cancel); // returns once it has been read
        await end.CancelAsync();
        var (body, whole) = await reading;

        Encoding.UTF8.GetString(body.Span).ShouldBe("ok");
        whole.ShouldBeFalse();
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_the_answer_known()
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            await visit.WriteAsync("HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\nhalf");
        });
        var policy = Outbounds.Local(server.Port);

        var answer = (await Outbounds.Client(policy).SendAsync(Outbounds.Post($"http://127.0.0.1:{server.Port}/", policy), Cancel)).ShouldBeOfType<Answered>();

        answer.Status.ShouldBe(400);
        answer.Truncated.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Retry-After: 0", 0)]
    [InlineData("Retry-After: 99999999", 86_400)]
    [InlineData("Retry-After: Sat, 14 Mar 2026 09:31:00 GMT", 60)]
    [InlineData("Retry-After: Sat, 14 Mar 2020 09:31:00 GMT", 0)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("X-Other: 1", null)]
    public async Task How_long_to_wait_is_told_within_reason(string header, int? seconds)
    {
        await using var server = LocalServer.Answering(429, "", header);
        var policy = Outbounds.Local(server.Port);

        var answer = (await Outbounds.Client(policy, time: new ManualTime()).SendAsync(Outbounds.Get($"http://127.0.0.1:{server.Port}/", policy), Cancel)).ShouldBeOfType<Answered>();

        answer.RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Theory]
    [InlineData("8.8.8.8", null)]
    [InlineData("10.0.0.1", "in a private network")]
    public async Task When_an_address_is_saved_its_name_is_judged(string leadsTo, string? says)
    {
        var client = Outbounds.Client(Outbounds.Strict, Outbounds.Names(leadsTo));

        var problem = await client.CheckAsync(OutboundUrl.Parse("https://chat.test/hooks/canary", Outbounds.Strict).ShouldBeOk(), Cancel);

        if (says is null) problem.ShouldBeNull();
        else problem.ShouldBeOfType<Refused>().Reason.ShouldContain(says);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_told_when_it_is_saved() =>
        (await Outbounds.Client(Outbounds.Strict, Outbounds.Names()).CheckAsync(OutboundUrl.Parse("https://chat.test/", Outbounds.Strict).ShouldBeOk(), Cancel)).ShouldBeOfType<NotSent>().Reason.ShouldContain("No server answers to the name chat.test");
}
