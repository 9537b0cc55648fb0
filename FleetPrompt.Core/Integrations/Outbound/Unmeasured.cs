using System.Diagnostics.Metrics;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Meters that nobody listens to. Measurements have tags of closed sets, and the hosts that people give are not one.</summary>
internal sealed class Unmeasured : IMeterFactory
{
    public static readonly Unmeasured Instance = new();

    private readonly Meter meter = new("FleetPrompt.Unmeasured");

    public Meter Create(MeterOptions options) => meter;

    public void Dispose() => meter.Dispose();
}
