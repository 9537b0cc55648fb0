using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Signals;

/// <summary>All handlers with what they listen to, in the order they were registered.</summary>
public sealed class SignalHandlers
{
    private readonly Dictionary<string, SignalHandlerBinding> byName;

    internal SignalHandlers(IEnumerable<SignalHandlerBinding> bindings) => byName = bindings.ToDictionary(b => b.Subscription.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<SignalSubscription> All => [.. byName.Values.Select(b => b.Subscription)];

    /// <summary>Who listens to a signal of that name.</summary>
    public IEnumerable<SignalSubscription> Of(string signal) => byName.Values.Select(b => b.Subscription).Where(s => s.Matches(signal));

    /// <summary>Who is given a signal that has just been recorded.</summary>
    internal IEnumerable<SignalSubscription> Of(Signal signal) => Of(signal.Name).Where(s => s.DuringImport || signal.Source != Sources.Import);

    internal bool Knows(string name) => byName.ContainsKey(name);

    /// <summary>Null when no such handler is left.</summary>
    internal ISignalHandler? Find(string name, IServiceProvider services) => byName.GetValueOrDefault(name)?.Resolve(services);
}

/// <summary>A subscription tied to the handler behind it.</summary>
internal sealed record SignalHandlerBinding(SignalSubscription Subscription, Func<IServiceProvider, ISignalHandler> Resolve);
