using FleetPrompt.Core.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace FleetPrompt.Web.Telemetry;

/// <summary>Lines of a formatter of the console, without what looks like a secret and without the tokens of one-time links.</summary>
internal sealed partial class ScrubbedConsole(ConsoleFormatter inner) : ConsoleFormatter(inner.Name), IDisposable
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        inner.Write(logEntry, scopeProvider, line);
        textWriter.Write(OneTimeLink().Replace(RedactionGuard.RedactText(line.ToString()), RedactionGuard.Redacted));
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

    /// <summary>Puts one around every formatter that there is.</summary>
    public static void AddTo(IServiceCollection services)
    {
        foreach (var formatter in services.Where(s => s.ServiceType == typeof(ConsoleFormatter) && s.ImplementationType is not null).ToList())
        {
            services.Remove(formatter);
            services.AddSingleton<ConsoleFormatter>(provider => new ScrubbedConsole((ConsoleFormatter)ActivatorUtilities.CreateInstance(provider, formatter.ImplementationType!)));
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"(?<=/invite/)[^/?\s""]+")]
    private static partial System.Text.RegularExpressions.Regex OneTimeLink();
}
