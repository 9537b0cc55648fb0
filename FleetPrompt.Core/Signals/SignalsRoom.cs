using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Signals;

public static class SignalsRoom
{
    public static IServiceCollection AddSignals(this IServiceCollection services) =>
        services
            .AddSignalTypes(DeliverySignals.All)
            .AddSingleton<SignalCatalog>()
            .AddSingleton(provider => new SignalHandlers(provider.GetServices<SignalHandlerBinding>()))
            .AddSingleton<SignalTelemetry>()
            .AddSingleton<SignalBus>()
            .AddSingleton<SignalReplay>()
            .AddSingleton<DryRunner>()
            .AddSingleton<IWorkKind, DeliveryWork>();

    /// <summary>Adds a room's signals to the catalog.</summary>
    public static IServiceCollection AddSignalTypes(this IServiceCollection services, IEnumerable<SignalType> types)
    {
        foreach (var type in types) services.AddSingleton(type);
        return services;
    }

    /// <summary>Registers who is given the signals of a subscription.</summary>
    public static IServiceCollection AddSignalHandler<THandler>(this IServiceCollection services, SignalSubscription subscription)
        where THandler : class, ISignalHandler =>
        services.AddScoped<THandler>().AddSingleton(new SignalHandlerBinding(subscription, provider => provider.GetRequiredService<THandler>()));
}
