using System.Net;
using FleetPrompt.Core.Integrations.Connections;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Integrations;

public static class IntegrationsRoom
{
    /// <summary>Other systems: their secrets, and the one way out to addresses that people give.</summary>
    public static IServiceCollection AddIntegrations(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSignalTypes(CredentialSignals.All)
            .AddSingleton<NameLookup>(Dns.GetHostAddressesAsync)
            .AddSingleton<OutboundPolicy>()
            .AddSingleton<OutboundClient>()
            .AddSingleton<CredentialProtector>()
            .AddSingleton<Credentials>()
            .AddSingleton<CredentialReading>()
            .AddSingleton<MattermostPoster>()
            .AddSingleton<MattermostConnections>()
            .AddDigest();
    }
}
