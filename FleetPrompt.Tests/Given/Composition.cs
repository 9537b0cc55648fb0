using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using FleetPrompt.Data;
using FleetPrompt.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Tests.Given;

/// <summary>The application without its web host, with the tests' own directives, signals and clock.</summary>
internal static class Composition
{
    public static ServiceProvider Of(DatabaseLogins logins, Clock? clock = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging();
        FleetPromptApp.AddRooms(services);
        services.AddData(logins.Application, logins.Owner);
        services
            .AddSingleton<TimeProvider>(clock ?? new Clock())
            .AddSingleton<IDailyCalendar, PaperCalendar>()
            .AddSingleton<Stage>()
            .AddSingleton<Audience>()
            .AddSignalTypes(TestSignals.All)
            .AddSignalHandler<EarHandler>(Listeners.Ear)
            .AddSignalHandler<ConfidantHandler>(Listeners.Confidant)
            .AddDirective<Rehearsal, RehearsalHandler>(Rehearsals.Play)
            .AddDirective<Rehearsal, RehearsalHandler>(Rehearsals.Owners)
            .AddDirective<Rehearsal, RehearsalHandler>(Rehearsals.Together)
            .AddDirective<Rehearsal, RehearsalHandler>(Rehearsals.Call)
            .AddDirective<Rehearsal, RehearsalHandler>(Rehearsals.BySystem);
        more?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }
}
