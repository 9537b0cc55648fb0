using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FleetPrompt.Core.Telemetry;

namespace FleetPrompt.Tests.Telemetry;

/// <summary>Listens to the engine's meter of one node.</summary>
internal sealed class MeterWatch : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<Measured> all = new();

    public MeterWatch(IMeterFactory node)
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == EngineTelemetry.Name && instrument.Meter.Scope == node) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>(Take);
        listener.Start();
    }

    public IReadOnlyList<Measured> All => [.. all];

    public IEnumerable<Measured> Of(string instrument, params (string Name, string Value)[] tags) =>
        all.Where(m => m.Instrument == instrument && tags.All(t => m.Tags.GetValueOrDefault(t.Name) == t.Value));

    public double Sum(string instrument, params (string Name, string Value)[] tags) => Of(instrument, tags).Sum(m => m.Value);

    /// <summary>Asks the gauges, as an exporter that collects does, and gives what they say now.</summary>
    public IReadOnlyList<Measured> Collect()
    {
        all.Clear();
        listener.RecordObservableInstruments();
        return All;
    }

    public void Dispose() => listener.Dispose();

    private void Take<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state = null)
        where T : struct => all.Enqueue(new Measured(instrument.Name, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), tags.ToArray().ToDictionary(t => t.Key, t => t.Value?.ToString() ?? "")));
}

internal sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags);
