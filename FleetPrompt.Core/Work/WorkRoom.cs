using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Work;

public static class WorkRoom
{
    public static IServiceCollection AddWork(this IServiceCollection services)
    {
        services.AddOptions<WorkOptions>().BindConfiguration("Work").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<Doorbell>().AddSingleton<WorkRunner>();
    }
}
