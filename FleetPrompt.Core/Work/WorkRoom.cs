using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Work;

public static class WorkRoom
{
    public static IServiceCollection AddWork(this IServiceCollection services)
    {
        services.AddOptions<WorkOptions>().BindConfiguration("Work").ValidateDataAnnotations().ValidateOnStart();
        return services.AddMetrics().AddSingleton<Doorbell>().AddSingleton<WorkTelemetry>().AddSingleton<WorkRunner>().AddHostedService<WorkGauges>();
    }
}
