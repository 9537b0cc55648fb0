using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Work;

public static class WorkRoom
{
    public static IServiceCollection AddWork(this IServiceCollection services)
    {
        services.AddOptions<WorkOptions>().BindConfiguration("Work").ValidateDataAnnotations().ValidateOnStart();
        return services.AddMetrics().AddSingleton<Doorbell>().AddSingleton<WorkTelemetry>().AddSingleton<WorkRunner>().AddHostedService<WorkGauges>();
    }

    /// <summary>Registers who is told of the calendar's firings of a kind.</summary>
    public static IServiceCollection AddDailyFiring<THandler>(this IServiceCollection services, string kind)
        where THandler : class, IDailyFiringHandler =>
        services.AddScoped<THandler>().AddSingleton(new DailyFiringBinding(kind, provider => provider.GetRequiredService<THandler>()));
}
