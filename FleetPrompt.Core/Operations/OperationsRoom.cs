using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Operations;

public static class OperationsRoom
{
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services
            .AddSignalTypes(OperationSignals.All)
            .AddDirective<Firing, ApplyRetentionHandler>(OperationDirectives.ApplyRetention)
            .AddDirective<Firing, ReconcileWorkHandler>(OperationDirectives.ReconcileWork)
            .AddExternalDirective<CreateExport, CreateExportHandler>(OperationDirectives.CreateExport)
            .AddDirective<Drill, RunDrillHandler>(OperationDirectives.RunDrill)
            .AddSignalHandler<GettingStartedHandler>(GettingStarted.Subscription)
            .AddSingleton<GettingStarted>()
            .AddSingleton<OrgExports>()
            .AddSingleton<RetentionSetting>()
            .AddSingleton<StreamTitles>()
            .AddSingleton<TimelineReading>()
            .AddSingleton<DirectiveReading>()
            .AddSingleton<DirectiveBulk>()
            .AddSingleton<SignalReading>()
            .AddSingleton<SignalDownload>()
            .AddSingleton<ParkedDeliveries>()
            .AddSingleton<PlatformReading>()
            .AddSingleton<LostWork>()
            .AddSingleton<Housekeeping>();
}
