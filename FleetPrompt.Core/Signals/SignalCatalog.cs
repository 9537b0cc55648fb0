namespace FleetPrompt.Core.Signals;

/// <summary>All signals that may be emitted, by name. Rooms add theirs at start.</summary>
public sealed class SignalCatalog(IEnumerable<SignalType> types)
{
    private readonly Dictionary<string, SignalType> byName = types.ToDictionary(t => t.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<SignalType> All => byName.Values;

    public SignalType? Find(string name) => byName.GetValueOrDefault(name);
}
