using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using FleetPrompt.Core.Telemetry;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>
/// The one way out to addresses that people give. It connects only where <see cref="OutboundPolicy"/> lets it, follows no redirects, uses no proxy and keeps no cookies, waits ten seconds for the
/// whole of it and reads 64 KiB at most. Each request has a connection of its own, which is never used again and on which nothing is sent twice.
/// </summary>
public sealed class OutboundClient(OutboundPolicy policy, NameLookup names, TimeProvider time)
{
    public const int MaxBody = 64 * 1024;

    private const int MaxHeaderKilobytes = 16;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    /// <summary>Who may sign certificates, instead of those whom the machine trusts.</summary>
    internal X509Certificate2Collection? Roots { get; init; }

    /// <summary>For when an address is saved: looks its name up and judges where it leads, now. That is judged again whenever it is called.</summary>
    /// <returns>Null where it may be called; else <see cref="OutboundOutcome.Refused"/>, or <see cref="OutboundOutcome.NotSent"/> for a name that leads nowhere (yet).</returns>
    public async Task<OutboundOutcome?> CheckAsync(OutboundUrl url, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(OutboundConnector.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        using var connector = new OutboundConnector(url, policy, names, time);
        try
        {
            await connector.ResolveAsync(both.Token);
            return connector.Trouble;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null; // not a fault of the address: it is told when it is called
        }
    }

    /// <summary>Sends once. Does not throw when it is canceled, either: whether the request had begun is known only here, and the outcome says so.</summary>
    public async Task<OutboundOutcome> SendAsync(OutboundRequest request, CancellationToken cancel)
    {
        using var span = EngineTelemetry.Source.StartActivity($"outbound {request.Method}", ActivityKind.Client);
        span?.SetTag("server.address", request.Url.Host).SetTag("http.request.method", request.Method.Method);
        var outcome = await SendOnceAsync(request, cancel);
        if (outcome is OutboundOutcome.Answered answered) span?.SetTag("http.response.status_code", answered.Status);
        span?.SetTag(TelemetryTags.Outcome, Word(outcome));
        if (outcome is not OutboundOutcome.Answered { Status: < 400 }) span?.SetStatus(ActivityStatusCode.Error, Word(outcome));
        return outcome;
    }

    private static string Word(OutboundOutcome outcome) =>
        outcome switch
        {
            OutboundOutcome.Answered => "answered",
            OutboundOutcome.Refused => "refused",
            OutboundOutcome.NotSent => "not_sent",
            _ => "unknown",
        };

    private async Task<OutboundOutcome> SendOnceAsync(OutboundRequest request, CancellationToken cancel)
    {
        var gate = new RequestGate();
        var certificates = new OutboundCertificates(Roots);
        using var connector = new OutboundConnector(request.Url, policy, names, time);
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using var handler = Handler(gate, certificates, connector, end.Token);
            using var client = new HttpMessageInvoker(handler, disposeHandler: false);
            using var message = Message(request);
            using var response = await client.SendAsync(message, end.Token);
            return await ReadAsync(response, end.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            var nothingLeft = gate.Shut();
            if (nothingLeft && connector.Trouble is { } trouble) return trouble;
            var why = Why(fault, request.Url, certificates, patience.IsCancellationRequested, cancel.IsCancellationRequested);
            return nothingLeft ? new OutboundOutcome.NotSent(why) : new OutboundOutcome.Unknown(why);
        }
        finally
        {
            // A connection that is still being made is given up with the request.
            await end.CancelAsync();
        }
    }

    private static string Why(Exception fault, OutboundUrl url, OutboundCertificates certificates, bool tooLong, bool canceled) =>
        certificates.Trouble is { } trouble ? $"{url.Place} cannot be trusted: {trouble}."
        : canceled ? "FleetPrompt was stopped while it waited."
        : tooLong ? $"{url.Place} did not answer within {Patience.TotalSeconds:0} seconds."
        : fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? $"No secure connection to {url.Place} came about."
        : $"{url.Place} ended the connection without an answer that could be read.";

    private static SocketsHttpHandler Handler(RequestGate gate, OutboundCertificates certificates, OutboundConnector connector, CancellationToken end) =>
        new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PreAuthenticate = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = 0,
            ConnectTimeout = Patience,
            // HttpClient's own spans and measurements hold the whole address, and would be one for each host that anybody gives.
            ActivityHeadersPropagator = null,
            MeterFactory = Unmeasured.Instance,
            SslOptions = certificates.Options(),
            ConnectCallback = async (_, cancel) => await connector.ConnectAsync(cancel, end),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult(gate.Guard(context.PlaintextStream)),
        };

    private static HttpRequestMessage Message(OutboundRequest request)
    {
        // HTTP/2 would share connections, and write to them before there is a request.
        var message = new HttpRequestMessage(request.Method, request.Url.Uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        message.Headers.ConnectionClose = true;
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("FleetPrompt", null));
        if (request.Bearer is { } bearer) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer.Reveal());
        if (request.Json is { } json) message.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        return message;
    }

    private async Task<OutboundOutcome> ReadAsync(HttpResponseMessage response, CancellationToken end)
    {
        var (body, whole) = await BoundedBody.ReadAsync(response.Content.ReadAsStreamAsync, MaxBody, end);
        return new OutboundOutcome.Answered((int)response.StatusCode, body, !whole, RetryAfter(response.Headers.RetryAfter));
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        if ((header?.Delta ?? header?.Date - time.GetUtcNow()) is not { } wait) return null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }
}
