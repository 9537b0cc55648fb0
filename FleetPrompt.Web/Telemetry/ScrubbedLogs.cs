using FleetPrompt.Core.Signals;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace FleetPrompt.Web.Telemetry;

/// <summary>The last look at a log line before it leaves: whatever looks like a secret is redacted, in its words, its values and its exception.</summary>
internal sealed class ScrubbedLogs : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message) data.FormattedMessage = RedactionGuard.RedactText(message);
        if (data.Body is { } body) data.Body = RedactionGuard.RedactText(body);
        var values = Scrub.Values(data.Attributes).ToList();
        if (data.Exception is { } fault)
        {
            values.Add(new("exception.type", fault.GetType().FullName));
            values.Add(new("exception.message", RedactionGuard.RedactText(fault.Message)));
            values.Add(new("exception.stacktrace", RedactionGuard.RedactText(fault.ToString())));
            data.Exception = null;
        }

        data.Attributes = values;
    }
}
