using System.Net;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations.Connections;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Integrations.Mail;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations;

public static class IntegrationsRoom
{
    /// <summary>Other systems: their secrets, and the one way out to addresses that people give.</summary>
    public static IServiceCollection AddIntegrations(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SmtpOptions>().BindConfiguration(SmtpOptions.Section).BindConfiguration(SmtpOptions.Variable).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<SmtpOptions>, SmtpValidation>()
            .AddSingleton<INoticeMail, NoticeMailSwitch>()
            .AddSingleton<SmtpSender>()
            .AddExternalDirective<SendNoticeMail, SendNoticeMailHandler>(NotificationDirectives.SendMail)
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
