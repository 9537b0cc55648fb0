using System.Diagnostics;
using FleetPrompt.Core.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FleetPrompt.Web.Telemetry;

/// <summary>Sends spans and measurements to a collector while it exists; disposing sends what is left, for some seconds at most.</summary>
internal sealed class TelemetryExport : IDisposable
{
    /// <summary>ASP.NET leaves the usual tags to instrumentation packages unless it is told that there is none.</summary>
    private const string LeavesTagsToOthers = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    private static readonly string[] Sources =
        [EngineTelemetry.Name, "Microsoft.AspNetCore", "Microsoft.AspNetCore.Components", "Npgsql", "System.Net.Http"];

    private static readonly string[] Meters =
    [
        EngineTelemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Lifecycle",
        "Microsoft.AspNetCore.Components.Server.Circuits",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    private readonly ActivityListener exceptions = ScrubbedSpans.ExceptionListener();
    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    public TelemetryExport(IConfiguration configuration)
    {
        AppContext.SetSwitch(LeavesTagsToOthers, false);
        ActivitySource.AddActivityListener(exceptions);
        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(Sources)
            .AddProcessor(new ScrubbedSpans())
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>What is exported says whose it is; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> have the last word.</summary>
    public static void Describe(ResourceBuilder resource) =>
        resource.AddService("fleetprompt", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
        exceptions.Dispose();
    }
}
