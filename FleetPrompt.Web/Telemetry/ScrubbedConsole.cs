using System.Globalization;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace FleetPrompt.Web.Telemetry;

/// <summary>
/// Lines of a formatter of the console without what looks like a secret. Words, values and exceptions are redacted before they are formatted, as quotes and line ends become others
/// then; the line as well, for what scopes put into it, the paths of one-time links among it.
/// </summary>
internal sealed partial class ScrubbedConsole(ConsoleFormatter inner) : ConsoleFormatter(inner.Name), IDisposable
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        var state = new ScrubbedState(logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception) ?? "", logEntry.State as IEnumerable<KeyValuePair<string, object?>>);
        var fault = logEntry.Exception is { } raw ? new ScrubbedException(raw) : null;
        inner.Write(new LogEntry<ScrubbedState>(logEntry.LogLevel, logEntry.Category, logEntry.EventId, state, fault, (said, _) => said.ToString()), scopeProvider, line);
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

    [GeneratedRegex(@"(?<=/invite/)[^/?\s""]+")]
    private static partial Regex OneTimeLink();
}

/// <summary>What a log line says, and the values it names.</summary>
internal sealed class ScrubbedState(string message, IEnumerable<KeyValuePair<string, object?>>? values) : List<KeyValuePair<string, object?>>(Scrub.Values(values))
{
    private readonly string message = RedactionGuard.RedactText(message);

    public override string ToString() => message;
}

/// <summary>Stands for an exception where one is only printed.</summary>
internal sealed class ScrubbedException(Exception fault) : Exception(RedactionGuard.RedactText(fault.Message))
{
    private readonly string text = RedactionGuard.RedactText(fault.ToString());

    public override string ToString() => text;
}

internal static class Scrub
{
    /// <summary>Numbers, ids and times stay what they are; everything else is its text, redacted.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Values(IEnumerable<KeyValuePair<string, object?>>? values) =>
        (values ?? []).Select(v => new KeyValuePair<string, object?>(v.Key, v.Value is null or ValueType ? v.Value : RedactionGuard.RedactText(Convert.ToString(v.Value, CultureInfo.InvariantCulture) ?? "")));
}
