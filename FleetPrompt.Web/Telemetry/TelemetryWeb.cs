using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace FleetPrompt.Web.Telemetry;

public static class TelemetryWeb
{
    /// <summary>Log lines on the console, one each (<c>Logging__Console__FormatterName=json</c> for machines), and export of telemetry where it is asked for.</summary>
    /// <exception cref="Core.Operations.StartupException">It is asked for and cannot be.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => console.SingleLine = true);
        builder.Services.Configure<JsonConsoleFormatterOptions>(console => console.IncludeScopes = true);
        ScrubbedConsole.AddTo(builder.Services);
        if (!OtlpSettings.AreSet(builder.Configuration)) return;

        builder.Services.AddSingleton<TelemetryExport>();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            // Scopes of requests hold their paths; a line is found by its trace, which is the correlation's.
            logging.IncludeScopes = false;
            logging.IncludeFormattedMessage = true;
            logging.SetResourceBuilder(Described());
            logging.AddProcessor(new ScrubbedLogs());
            logging.AddOtlpExporter();
        });
    }

    /// <summary>Begins to export, if it is asked for: before anything is done that would be worth telling.</summary>
    public static void BeginTelemetry(this WebApplication app) => app.Services.GetService<TelemetryExport>();

    private static ResourceBuilder Described()
    {
        var resource = ResourceBuilder.CreateDefault();
        TelemetryExport.Describe(resource);
        return resource;
    }
}
