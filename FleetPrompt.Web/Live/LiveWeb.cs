using FleetPrompt.Core.Signals;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace FleetPrompt.Web.Live;

public static class LiveWeb
{
    /// <summary>The longest message that a client may send.</summary>
    private const int MaxMessage = 32 * 1024;

    /// <summary>Written for a client and not taken by it yet: what is beyond waits in the log.</summary>
    private const int MaxUnsent = 64 * 1024;

    public static IServiceCollection AddLiveWeb(this IServiceCollection services)
    {
        services
            .AddSignalR()
            .AddHubOptions<SignalsHub>(hub =>
            {
                hub.SupportedProtocols = ["json"];
                hub.MaximumReceiveMessageSize = MaxMessage;
                hub.EnableDetailedErrors = false;
            })
            .AddJsonProtocol(json => json.PayloadSerializerOptions = new(SignalJson.Options));
        return services.AddSingleton<SignalCursors>().AddSingleton<HubSeats>();
    }

    /// <summary>For members, like everything that does not say otherwise. WebSockets alone: one transport to reason about, and it needs no sticky sessions.</summary>
    public static void MapSignalsHub(this IEndpointRouteBuilder app) =>
        app.MapHub<SignalsHub>(SignalsHub.Path, hub =>
        {
            hub.Transports = HttpTransportType.WebSockets;
            hub.TransportMaxBufferSize = MaxUnsent;
            hub.ApplicationMaxBufferSize = MaxMessage;
            hub.CloseOnAuthenticationExpiration = true;
        }).WithMetadata(new SkipStatusCodePagesAttribute()).Add(endpoint =>
        {
            // Antiforgery does not cover the handshake of a WebSocket, which another site's page may open with the visitor's cookie.
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => SameOrigin.Allows(http.Request) ? next(http) : SameOrigin.RefuseAsync(http);
        });
}
