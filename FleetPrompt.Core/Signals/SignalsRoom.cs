using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Signals;

public static class SignalsRoom
{
    public static IServiceCollection AddSignals(this IServiceCollection services) => services.AddSingleton<SignalCatalog>().AddSingleton<SignalBus>();

    /// <summary>Adds a room's signals to the catalog.</summary>
    public static IServiceCollection AddSignalTypes(this IServiceCollection services, IEnumerable<SignalType> types)
    {
        foreach (var type in types) services.AddSingleton(type);
        return services;
    }
}
