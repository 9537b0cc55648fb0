using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

/// <summary>A collector on loopback that keeps what it is sent over OTLP. Texts in protobuf are plain UTF-8, so they can be looked for.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
    private readonly WebApplication app;
    private readonly string protocol;
    private int connections;

    public Collector(string protocol = "http/protobuf")
    {
        this.protocol = protocol;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1;
            endpoint.Use(next => connection =>
            {
                Interlocked.Increment(ref connections);
                return next(connection);
            });
        }));
        app = builder.Build();
        app.MapPost("/v1/{what}", async (HttpRequest request) =>
        {
            await TakeAsync(request, request.Path!);
            return Results.Bytes([], "application/x-protobuf");
        });
        app.MapPost("/opentelemetry.proto.collector.{what}.v1.{service}/Export", async (HttpContext http, string what) =>
        {
            await TakeAsync(http.Request, what == "trace" ? "/v1/traces" : $"/v1/{what}");
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[5]); // an empty message
            http.Response.AppendTrailer("grpc-status", "0");
        });
        app.Start();
    }

    public string Endpoint => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public int Connections => Volatile.Read(ref connections);

    /// <summary>What makes a process send here, and soon.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public IReadOnlyList<string> Bodies(string path) => [.. received.Where(r => r.Path == path && r.Body.Length > 0).Select(r => Encoding.UTF8.GetString(r.Body))];

    public IReadOnlyList<string> Everything => [.. received.Select(r => Encoding.UTF8.GetString(r.Body))];

    /// <summary>Spans that came over http/protobuf.</summary>
    public IReadOnlyList<SentSpan> Spans => [.. received.Where(r => r.Path == "/v1/traces").SelectMany(r => SentSpan.In(r.Body))];

    public Task UntilAsync(string path, string text) => UntilAsync(() => Bodies(path).Any(b => b.Contains(text, StringComparison.Ordinal)), $"{path} says '{text}'");

    /// <summary>The first span that is so, once it is there.</summary>
    public async Task<SentSpan> UntilSpanAsync(Func<SentSpan, bool> isSo, [CallerArgumentExpression(nameof(isSo))] string words = "")
    {
        await UntilAsync(() => Spans.Any(isSo), words);
        return Spans.First(isSo);
    }

    private static async Task UntilAsync(Func<bool> isSo, string words)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!isSo())
        {
            try
            {
                await tick.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"After 30 s nothing that was sent is so: {words}.");
            }
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpRequest request, string path)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        received.Enqueue((path, body.ToArray()));
    }
}
