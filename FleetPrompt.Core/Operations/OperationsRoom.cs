using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Operations;

public static class OperationsRoom
{
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services.AddSingleton<TimelineReading>().AddSingleton<DirectiveReading>().AddSingleton<SignalReading>();
}
