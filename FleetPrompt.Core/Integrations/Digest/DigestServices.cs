using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations.Ledger;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Integrations.Digest;

public static class DigestServices
{
    public static IServiceCollection AddDigest(this IServiceCollection services)
    {
        services.AddOptions<DigestOptions>().BindConfiguration(DigestOptions.Section);
        return services
            .AddSignalTypes(DigestSignals.All)
            .AddExternalDirective<RunDigest, RunDigestHandler>(DigestDirectives.Run)
            .AddExternalDirective<TestConnection, TestConnectionHandler>(DigestDirectives.Test)
            .AddExternalDirective<DecideMessage, ResendMessageHandler>(DigestDirectives.Resend)
            .AddDirective<DecideMessage, SettleMessageHandler>(DigestDirectives.Settle)
            .AddSignalHandler<DigestScheduleHandler>(DigestScheduleHandler.Subscription)
            .AddSingleton<IConfigurationRules, DigestRules>()
            .AddSingleton<OutboundLedger>()
            .AddSingleton<DigestReading>()
            .AddSingleton<DigestSummary>()
            .AddSingleton<DigestPosting>()
            .AddSingleton<Digests>()
            .AddSingleton<ConnectionTests>()
            .AddSingleton<DigestHealth>()
            .AddSingleton<DigestSchedule>()
            .AddSingleton<IReconciled>(provider => provider.GetRequiredService<DigestSchedule>())
            .AddDailyFiring<DigestFirings>(DigestSchedule.Kind);
    }
}
