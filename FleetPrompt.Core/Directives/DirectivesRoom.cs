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
            .AddSingleton<DirectiveService>()
            .AddSingleton<DirectiveControl>()
            .AddSingleton<IWorkKind, DirectiveWork>();

    /// <summary>Registers a directive with the handler that does it.</summary>
    public static IServiceCollection AddDirective<TArgs, THandler>(this IServiceCollection services, DirectiveType<TArgs> type)
        where TArgs : class, IDirectiveArgs
        where THandler : class, IDirectiveHandler<TArgs> =>
        services.AddScoped<THandler>().AddSingleton<DirectiveBinding>(new DirectiveBinding<TArgs, THandler>(type));
}
