using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Telemetry;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

/// <summary>What is told of a request to whoever watches: our own span, with host, method and status.</summary>
public sealed class OutboundTelemetryTests
{
    private const string Host = "canary-host.test";

    private static readonly AsyncLocal<bool> Mine = new();

    /// <summary>Fails when HttpClient tells of its requests itself (tried).</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(0)] // breaks off
    public async Task Of_a_request_only_our_own_span_is_told_with_host_method_and_status(int status)
    {
        await using var server = new LocalServer(async visit =>
        {
            await visit.ReadAsync();
            if (status > 0) await visit.AnswerAsync(status, "canary-body");
        });
        var policy = Outbounds.Local(server.Port);
        var url = OutboundUrl.Parse($"http://{Host}:{server.Port}/hooks/canary-key?canary-query", policy).ShouldBeOk();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => Mine.Value ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        Mine.Value = true;

        await Outbounds.Client(policy, Outbounds.Names("127.0.0.1")).SendAsync(OutboundRequest.PostJson(url, "\"canary-text\""u8.ToArray(), new Secret("canary-token")), TestContext.Current.CancellationToken);

        foreach (var span in ended.Where(s => s.IsAllDataRequested)) span.Words().Replace(Host, "").ShouldNotContain("canary");
        ended.ShouldNotContain(s => s.Source.Name == "System.Net.Http");
        var own = ended.Where(s => s.Source.Name == "FleetPrompt" && s.IsAllDataRequested).ShouldHaveSingleItem();
        own.DisplayName.ShouldBe("outbound POST");
        own.Tag("server.address").ShouldBe(Host);
        own.Tag("http.request.method").ShouldBe("POST");
        own.Tag("http.response.status_code").ShouldBe(status > 0 ? $"{status}" : null);
        own.Tag("fleetprompt.outcome").ShouldBe(status > 0 ? "answered" : "unknown");
        own.Status.ShouldBe(status == 200 ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
    }

    /// <summary>Fails when HttpClient measures these requests (tried).</summary>
    [Fact]
    public async Task Hosts_that_people_give_are_in_no_measurement()
    {
        await using var server = LocalServer.Answering(200);
        var policy = Outbounds.Local(server.Port);
        var hosts = new ConcurrentQueue<string?>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == "System.Net.Http") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.Start();

        await Outbounds.Client(policy, Outbounds.Names("127.0.0.1")).SendAsync(Outbounds.Get($"http://{Host}:{server.Port}/", policy), TestContext.Current.CancellationToken);

        hosts.ShouldNotContain(Host);

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
                if (tag.Key == "server.address") hosts.Enqueue(tag.Value?.ToString());
        }
    }
}
