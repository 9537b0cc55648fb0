using System.Diagnostics;
using FleetPrompt.Core.Signals;
using OpenTelemetry;

namespace FleetPrompt.Web.Telemetry;

/// <summary>
/// The last look at a span before it leaves: paths that may hold a one-time link or a webhook's secret are left out, whatever looks like a secret is redacted, and statements of
/// nobody's span (the runner asking the queue twice a second) are not sent.
/// </summary>
internal sealed class ScrubbedSpans : BaseProcessor<Activity>
{
    /// <summary>Tags that hold addresses as they were called. What is left says enough: the route, or the server.</summary>
    private static readonly string[] Addresses = ["url.path", "url.query", "url.full", "http.url", "http.target"];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == "Npgsql" && data.ParentSpanId == default)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        foreach (var address in Addresses)
            if (data.GetTagItem(address) is not null) data.SetTag(address, null);
        foreach (var (name, value) in data.TagObjects.ToList())
            if (value is string text && RedactionGuard.RedactText(text) is var safe && safe != text) data.SetTag(name, safe);
        if (data.StatusDescription is { } description) data.SetStatus(data.Status, RedactionGuard.RedactText(description));
    }

    /// <summary>Has the message and the stack of every exception on a span redacted as it is put there: afterwards it cannot be changed.</summary>
    public static ActivityListener ExceptionListener() =>
        new()
        {
            ShouldListenTo = _ => true,
            ExceptionRecorder = (Activity _, Exception exception, ref TagList tags) =>
            {
                tags.Add("exception.message", RedactionGuard.RedactText(exception.Message));
                tags.Add("exception.stacktrace", RedactionGuard.RedactText(exception.ToString()));
            },
        };
}
