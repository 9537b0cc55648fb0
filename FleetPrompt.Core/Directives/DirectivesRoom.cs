using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Directives;

public static class DirectivesRoom
{
    public static IServiceCollection AddDirectives(this IServiceCollection services) =>
        services
            .AddSignalTypes(DirectiveSignals.All)
            .AddSingleton(provider => new DirectiveCatalog(provider.GetServices<DirectiveBinding>()))
            .AddSingleton<DirectiveTelemetry>()
            .AddSingleton<DirectiveService>()
            .AddSingleton<DirectiveObservers>()
            .AddSingleton<DirectiveControl>()
            .AddSingleton<DirectivesTogether>()
            .AddSingleton<DirectiveAlone>()
            .AddSingleton<RequestLine>()
            .AddSingleton<IWorkKind, DirectiveWork>();

    /// <summary>Registers a directive with the handler that does it.</summary>
    /// <exception cref="ArgumentException">It shares units and would be observed: those that go together begin and end unseen.</exception>
    public static IServiceCollection AddDirective<TArgs, THandler>(this IServiceCollection services, DirectiveType<TArgs> type)
        where TArgs : class, IDirectiveArgs
        where THandler : class, IDirectiveHandler<TArgs>
    {
        var binding = new InUnitBinding<TArgs, THandler>(type);
        if (type.SharesUnit && binding.Observes) throw new ArgumentException($"'{type.Name}' shares units, so its handler cannot observe it.", nameof(type));
        return services.AddScoped<THandler>().AddSingleton<DirectiveBinding>(binding).AddLimits(type);
    }

    /// <summary>Registers a directive whose handler works outside the database.</summary>
    /// <exception cref="ArgumentException">The type does not say so: after a crash it would be done again unasked.</exception>
    public static IServiceCollection AddExternalDirective<TArgs, THandler>(this IServiceCollection services, DirectiveType<TArgs> type)
        where TArgs : class, IDirectiveArgs
        where THandler : class, IExternalDirectiveHandler<TArgs>
    {
        if (type.Effects != Effects.External) throw new ArgumentException($"'{type.Name}' is handled outside the database and must be declared {nameof(Effects.External)}.", nameof(type));
        return services.AddScoped<THandler>().AddSingleton<DirectiveBinding>(new ExternalBinding<TArgs, THandler>(type)).AddLimits(type);
    }

    private static IServiceCollection AddLimits(this IServiceCollection services, DirectiveType type) =>
        type.Limits is { } limits ? services.AddSingleton(new WorkLimit(type.Name, limits.Running, limits.PerHour / 3600, limits.Burst)) : services;
}
