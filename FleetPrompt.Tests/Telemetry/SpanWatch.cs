using System.Collections.Concurrent;
using System.Diagnostics;
using FleetPrompt.Core.Telemetry;
using FleetPrompt.Tests.Given;
using Shouldly;

namespace FleetPrompt.Tests.Telemetry;

/// <summary>Watches the engine's spans of one organisation, and nobody else's: tests run side by side.</summary>
internal sealed class SpanWatch : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public SpanWatch(Org org)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref options) => options.Tags?.Contains(new(TelemetryTags.Tenant, org.Tenant.Slug)) == true ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyList<Activity> All => [.. ended.Where(a => a.GetTagItem(TelemetryTags.Tenant) is not null)];

    public Activity Only(string name) => All.Where(a => a.DisplayName == name).ShouldHaveSingleItem();

    public void Dispose() => listener.Dispose();
}

internal static class SpanReading
{
    public static string? Tag(this Activity span, string name) => span.GetTagItem(name)?.ToString();

    /// <summary>Everything that it says of itself, in one text.</summary>
    public static string Words(this Activity span) =>
        string.Join('\n', span.TagObjects.Select(t => $"{t.Key}={t.Value}").Concat(span.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name}.{t.Key}={t.Value}"))).Append($"{span.DisplayName} {span.StatusDescription}"));
}
