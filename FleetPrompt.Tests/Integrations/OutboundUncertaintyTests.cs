using System.Net;
using System.Net.Sockets;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Live;
using Shouldly;
using Xunit;
using static FleetPrompt.Core.Integrations.Outbound.OutboundOutcome;

namespace FleetPrompt.Tests.Integrations;

/// <summary>
/// Whether it is known that nothing was sent. The gate that the request goes through is what is tested: where it lets nothing begin, everything is certain, and where it did, nothing is. Those that
/// expect Unknown fail when every failure counts as not sent, and the others when every failure counts as unknown (tried).
/// </summary>
public sealed class OutboundUncertaintyTests
{
    private readonly ManualTime time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_connection_has_sent_nothing()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // does not listen
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        (await SendAsync($"http://127.0.0.1:{port}/canary", port)).ShouldBeOfType<NotSent>().Reason.ShouldBe($"127.0.0.1:{port} refused the connection. Check that the server runs, and its port.");
    }

    [Fact]
    public async Task A_name_that_nobody_knows_has_sent_nothing()
    {
        (await SendAsync("http://chat.test:8065/", 8065, (_, _) => throw new SocketException((int)SocketError.HostNotFound))).ShouldBeOfType<NotSent>().Reason.ShouldContain("chat.test");
        (await SendAsync("http://chat.test:8065/", 8065, Outbounds.Names())).ShouldBeOfType<NotSent>();
    }

    [Fact]
    public async Task A_name_that_is_looked_up_for_too_long_has_sent_nothing()
    {
        var sending = SendAsync("http://chat.test:8065/", 8065, (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        await time.UntilWaitingAsync(OutboundConnector.Patience, Cancel);
        time.Advance(OutboundConnector.Patience);

        (await sending).ShouldBeOfType<NotSent>().Reason.ShouldContain("did not answer within 5 seconds");
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_has_sent_nothing()
    {
        // A line of none, with one in it: whoever comes next hears nothing.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var inLine = new TcpClient();
        await inLine.ConnectAsync((IPEndPoint)full.LocalEndPoint!, Cancel);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;

        var sending = SendAsync($"http://127.0.0.1:{port}/", port);
        await time.UntilWaitingAsync(OutboundConnector.Patience, Cancel);
        time.Advance(OutboundConnector.Patience);

        (await sending).ShouldBeOfType<NotSent>().Reason.ShouldContain("did not answer within 5 seconds");
    }

    [Fact]
    public async Task A_handshake_that_takes_too_long_has_sent_nothing()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LocalServer(async visit =>
        {
            begun.SetResult();
            await visit.StandStillAsync();
        });
        var sending = SendAsync($"https://127.0.0.1:{server.Port}/", server.Port);
        await begun.Task.WaitAsync(Cancel);
        time.Advance(OutboundClient.Patience);

        (await sending).ShouldBeOfType<NotSent>();
    }

    [Fact]
    public async Task A_server_that_reads_and_never_answers_may_have_the_request()
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            await visit.StandStillAsync();
        });
        var sending = SendAsync($"http://127.0.0.1:{server.Port}/canary", server.Port);
        await server.RequestRead.WaitAsync(Cancel);
        time.Advance(OutboundClient.Patience);

        (await sending).ShouldBeOfType<Unknown>().Reason.ShouldBe($"127.0.0.1:{server.Port} did not answer within 10 seconds.");
        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("banana\r\n\r\n")]
    public async Task A_server_that_reads_and_breaks_off_may_have_the_request_and_is_not_asked_again(string begun)
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            if (begun.Length > 0) await visit.WriteAsync(begun);
        });

        (await SendAsync($"http://127.0.0.1:{server.Port}/canary", server.Port)).ShouldBeOfType<Unknown>().Reason.ShouldNotContain("canary");
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_is_reset_after_the_request_may_have_delivered_it()
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            visit.Cut();
        });

        (await SendAsync($"http://127.0.0.1:{server.Port}/", server.Port)).ShouldBeOfType<Unknown>();
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Headers_without_end_are_not_read_and_leave_it_unknown()
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            await visit.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (true) await visit.WriteAsync($"X-More: {new string('x', 1000)}\r\n");
        });

        (await SendAsync($"http://127.0.0.1:{server.Port}/", server.Port)).ShouldBeOfType<Unknown>();
    }

    [Fact]
    public async Task Whoever_stops_it_is_told_whether_it_had_begun()
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            await visit.StandStillAsync();
        });
        using var stop = new CancellationTokenSource();
        var sending = SendAsync($"http://127.0.0.1:{server.Port}/", server.Port, cancel: stop.Token);
        await server.RequestRead.WaitAsync(Cancel);
        await stop.CancelAsync();

        (await sending).ShouldBeOfType<Unknown>();
        (await SendAsync($"http://127.0.0.1:{server.Port}/", server.Port, cancel: stop.Token)).ShouldBeOfType<NotSent>();
    }

    [Fact]
    public async Task After_the_gate_was_shut_nothing_is_written()
    {
        using var connection = new MemoryStream();
        var gate = new RequestGate();
        var guarded = gate.Guard(connection);

        gate.Shut().ShouldBeTrue();
        await Should.ThrowAsync<IOException>(() => guarded.WriteAsync("GET"u8.ToArray(), Cancel).AsTask());
        Should.Throw<IOException>(() => guarded.Write("GET"u8));
        connection.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_gate_that_something_went_through_says_so()
    {
        using var connection = new MemoryStream();
        var gate = new RequestGate();

        await gate.Guard(connection).WriteAsync("GET"u8.ToArray(), Cancel);

        gate.Shut().ShouldBeFalse();
        connection.Length.ShouldBe(3);
    }

    private Task<OutboundOutcome> SendAsync(string url, int port, NameLookup? names = null, CancellationToken? cancel = null)
    {
        var policy = Outbounds.Local(port);
        return Outbounds.Client(policy, names, time).SendAsync(Outbounds.Post(url, policy), cancel ?? Cancel);
    }
}
